import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEveryTier } from "../engine/everyTier";
import type { Tier } from "../engine/tier";
import golden from "./golden.json";
import { runConformance } from "./runConformance";

/** A GPU in software takes a minute for the closed loops: there they end here. The command runs them whole. */
const LAST_ITERATION_IN_SOFTWARE = 50;

function goldenOn(tier: Tier): object {
  if (!tier.startsWith("web")) return golden;
  const { optimizers_closed_loop: loops } = golden;
  const cases = loops.cases.map((it) => ({
    ...it,
    expected: it.expected.filter(({ iteration }) => iteration <= LAST_ITERATION_IN_SOFTWARE),
  }));
  return { ...golden, optimizers_closed_loop: { ...loops, cases } };
}

onEveryTier((tier) => {
  test("every golden case passes, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const results = await run(goldenOn(tier));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results).toHaveLength(420);
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);
});

const run = (content: object) => runConformance(JSON.stringify(content));

test("an unknown section fails, case by case", async () => {
  const results = await run({ meta: {}, sounds: [{ id: "a" }, { id: "b" }], colours: { red: 1 } });
  expect(results).toEqual([
    { section: "sounds", id: "a", passed: false, message: `not supported yet: section "sounds"` },
    { section: "sounds", id: "b", passed: false, message: `not supported yet: section "sounds"` },
    {
      section: "colours",
      id: "colours",
      passed: false,
      message: `not supported yet: section "colours"`,
    },
  ]);
});

test("a parameter that the product does not know fails, and is not ignored", async () => {
  const params = { lr: 0.1, maximize: true };
  const expected = { params: [[1]], final_state: {} };
  const optimizers = [
    {
      id: "a",
      optimizer: "SGD",
      params,
      init: [1],
      grads: [null],
      expected,
      torch_float32_max_abs_err: 0,
    },
  ];
  const [result] = await run({ optimizers });
  expect(result).toMatchObject({ id: "a", passed: false });
  expect(result!.message).toContain("maximize");
});

test("a section of another layout fails as a whole", async () => {
  const [result] = await run({ grad_accum: { model: "another one" } });
  expect(result).toMatchObject({ section: "grad_accum", passed: false });
});

test("a wrong number fails and is named", async () => {
  const [, wrong] = await run({
    argmax_ties: {
      cases: [
        { logits: [[1, 1]], expected: [0] },
        { logits: [[1, 1]], expected: [1] },
      ],
    },
  });
  expect(wrong).toMatchObject({ passed: false, message: "argmax[0]: 0 instead of 1" });
});
