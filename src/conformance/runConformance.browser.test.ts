import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEveryTier } from "../engine/everyTier";
import golden from "./golden.json?raw";
import { runConformance } from "./runConformance";

/** What the product does not have; each of these is a failure of the golden file, by its message. */
const missing = [
  `loss "bce_with_logits"`,
  `loss "cross_entropy_prob_target"`,
  `loss "focal_sigmoid"`,
  `BatchNorm without running statistics`,
  `BatchNorm's cumulative average`,
  `initialisation "efficientnet_linear_uniform_bound"`,
  `initialisation "kaiming_normal_fan_in_relu_std"`,
  `initialisation "kaiming_uniform_fan_in_relu_bound"`,
  `initialisation "xavier_normal_std"`,
  `initialisation "xavier_uniform_bound"`,
  `a uniform weight of this layer`,
  `clipping "clip_grad_value_"`,
  `clipping by the 1-norm`,
  `clipping by the Infinity-norm`,
];

onEveryTier(() => {
  test("every golden case passes but those of parts that are not there yet", async () => {
    const before = tf.memory().numTensors;
    const results = await runConformance(golden);
    const failed = results.filter(({ passed }) => !passed);
    const prefix = "not supported yet: ";
    expect(failed.filter(({ message }) => !message.startsWith(prefix))).toEqual([]);
    const messages = new Set(failed.map(({ message }) => message.slice(prefix.length)));
    expect([...messages].sort()).toEqual(missing.toSorted());
    expect(results.length - failed.length).toBe(363);
    expect(tf.memory().numTensors).toBe(before);
  }, 240_000);
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
