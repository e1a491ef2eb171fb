import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { layerOps } from "../nn/ops";
import { augmentations } from "../parts/augmentations";
import { pytorch } from "../parts/formats/pytorch/pytorch";
import { readSafetensors } from "../parts/formats/safetensors";
import { losses } from "../parts/losses";
import { mixes } from "../parts/mixes";
import { optimizers } from "../parts/optimizers";
import { schedules } from "../parts/schedules";
import { readCheckpoint } from "../train/checkpointFile";
import { makeRecipe } from "../train/recipe";
import { handOver } from "./handOver";
import { config, dataset, halfWay, model, slot, weights } from "./testCheckpoint";

async function bundleFiles() {
  const checkpoint = halfWay();
  const { normalization } = checkpoint;
  const exported = {
    ...{ model, state: weights, classes: dataset.classes, normalization },
    ...{ examples: [], metadata: { classes: JSON.stringify(dataset.classes) } },
  };
  return pytorch.files(exported, () => handOver(checkpoint, dataset, "f"));
}

const jsonOf = (content: unknown): unknown => JSON.parse(String(content));

test("a bundle says of every image where it belongs and how to recognise it", async () => {
  const files = await bundleFiles();
  const { split } = makeRecipe(config, dataset);
  const imageBytes = dataset.imageSizePx ** 2 * 3;
  expect(jsonOf(files["split.json"])).toMatchObject({
    fingerprint: "f",
    imageSizePx: 8,
    classes: dataset.classes,
    images: dataset.paths.map((path, i) => ({
      path,
      label: dataset.labels[i],
      split: split.train.includes(i) ? "train" : "validation",
      sha256: createHash("sha256")
        .update(dataset.pixels.subarray(i * imageBytes, (i + 1) * imageBytes))
        .digest("hex"),
    })),
  });
});

test("a bundle holds configuration, layers, parameter groups and the state of the run", async () => {
  const files = await bundleFiles();
  expect(jsonOf(files["config.json"])).toEqual(config);
  expect(jsonOf(files["model.json"])).toEqual({ name: "smallCnn", layers: model.layers });
  expect(jsonOf(files["recipe.json"])).toMatchObject({
    stepsPerEpoch: 2,
    classWeights: [1, 1, 1],
    frozenLayers: [],
    parameters: {
      [slot]: { rateFactor: 0.5, hasDecay: true },
      "classifier.bias": { rateFactor: 1, hasDecay: false },
    },
  });
  const best = files["best.safetensors"];
  if (!(best instanceof Uint8Array)) throw new Error("best.safetensors is no file of bytes.");
  expect(readSafetensors(best).tensors.map(({ name }) => name)).toContain(slot);
  const checkpoint = await readCheckpoint(new Blob([files["checkpoint.zip"]!]));
  expect(checkpoint.progress).toMatchObject({ stepInEpoch: 1, step: 1, lossWeight: 8 });
  expect(checkpoint.engine).toEqual(halfWay().engine);
});

test("every module that the programs import is in the bundle, or a package that it names", async () => {
  const files = await bundleFiles();
  const packages = new Set(["torch", "numpy", "PIL"]);
  const standard =
    /^(argparse|concurrent|contextlib|datetime|hashlib|json|math|os|pathlib|struct|sys|tempfile|time|zipfile)$/;
  for (const [path, content] of Object.entries(files)) {
    if (!path.endsWith(".py")) continue;
    for (const [, name] of String(content).matchAll(/^(?:from|import) (\w+)/gm))
      expect(
        standard.test(name!) || packages.has(name!) || `${name!}.py` in files,
        `${path} imports ${name!}`,
      ).toBe(true);
  }
});

/** The program that has to know a registry's parts by name. */
const knowers: [program: string, names: string[]][] = [
  ["model.py", Object.keys(layerOps)],
  ["losses.py", Object.keys(losses)],
  ["optimizers.py", Object.keys(optimizers)],
  ["schedules.py", Object.keys(schedules)],
  ["augment.py", Object.keys(augmentations)],
];

test.each(knowers)("%s knows every part", async (program, names) => {
  const text = String((await bundleFiles())[program]);
  expect(names.filter((name) => !text.includes(`"${name}"`))).toEqual([]);
});

test("a mix that the programs don't know would be refused here first", () => {
  expect(Object.keys(mixes)).toEqual(["none", "mixup", "cutMix", "mixupOrCutMix"]);
});
