import { describe, expect, test } from "vitest";
import { isTransferWay, transferAdvice } from "../app/state/transfer";
import { readDraft, writeDraft, type Draft } from "../app/state/draft";
import { catalogue } from "../parts/weights/catalogue";
import { parseConfig, type Config } from "./config";
import { planRun } from "./plan";
import { makeRecipe } from "./recipe";
import { colouredSquares } from "./testRun";
import { transferWays } from "./transferWays";
import { frozenAt } from "./updateOf";

const dataset = { ...colouredSquares(20), imageSizePx: 32 };

/** The configuration that the form makes of a model of the catalogue and a way to train it. */
function configOf(architecture: string, settings: Readonly<Record<string, unknown>>): Config {
  const weights = {
    ...catalogue[0]!.preprocessing,
    name: "test",
    sha256: "0".repeat(64),
  };
  const { config } = parseConfig({
    data: { imageSizePx: 32, normalize: "weights" },
    model: { name: architecture, weights },
  });
  let draft: Draft = { ...config };
  for (const [path, value] of Object.entries(settings))
    if (readDraft(draft, path) !== undefined) draft = writeDraft(draft, path, value);
  if (readDraft(draft, "model.weights") === null)
    draft = writeDraft(draft, "data.normalize", "dataset");
  const parsed = parseConfig(draft);
  expect(parsed.errors).toEqual([]);
  expect(planRun(parsed.config!, dataset).errors).toEqual([]);
  return parsed.config!;
}

describe.each(catalogue)("$name", ({ architecture }) => {
  const recipeOf = (name: string) => {
    const way = transferWays.find((it) => it.name === name)!;
    const config = configOf(architecture, way.settings);
    expect(isTransferWay({ ...config }, way)).toBe(true);
    return makeRecipe(config, dataset);
  };

  test("with a frozen backbone trains its last layers, on features", () => {
    const { cut, frozen } = recipeOf("frozen");
    expect(cut).not.toBeNull();
    expect(frozen.size).toBeGreaterThan(10);
  });

  test("fine-tuned trains the head first, then everything, the backbone more slowly", () => {
    const recipe = recipeOf("fineTune");
    expect(frozenAt(recipe, 1).size).toBeGreaterThan(10);
    expect(frozenAt(recipe, 2).size).toBe(0);
    const factors = new Set([...recipe.settings.values()].map(({ rateFactor }) => rateFactor));
    expect(factors).toEqual(new Set([0.1, 1]));
  });

  test("from scratch trains everything from random numbers", () => {
    const { config, frozen } = recipeOf("scratch");
    expect(config.model.weights).toBeNull();
    expect(frozen.size).toBe(0);
  });
});

test("the advice follows the number of images a class", () => {
  expect(transferAdvice(60, 3)).toContain("20 training images a class, a frozen backbone");
  expect(transferAdvice(600, 3)).toContain("fine-tuning suits best");
  expect(transferAdvice(6000, 3)).toContain("from scratch can keep up");
});
