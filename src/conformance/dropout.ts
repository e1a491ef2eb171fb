/** Golden section `dropout`: what is kept is scaled up in training, and nothing happens in evaluation. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { differentiate } from "../engine/tfjs/differentiate";
import { forwardOps } from "../engine/tfjs/ops";
import { dropoutMask } from "../engine/dropoutMask";
import { expectClose, float32 } from "./compare";
import { matrix, real } from "./nested";
import { casesSection } from "./section";
import { numbersOf, tensorOf } from "./tensors";

const dropoutCase = z.looseObject({
  id: z.string(),
  p: real,
  training: z.boolean(),
  inputs: z.looseObject({ x: matrix, keep_mask: matrix.optional() }),
  expected: z.looseObject({ output: matrix, grad_input_of_sum: matrix.optional() }),
});

export const dropout = casesSection(dropoutCase, async ({ p, training, inputs, expected }) => {
  const layer = { op: "dropout", name: "dropout", inputs: [], probability: p } as const;
  const context = {
    isTraining: training,
    key: 0,
    read: () => {
      throw new Error("Dropout reads no parameter.");
    },
    observe: () => undefined,
  };
  const { value, gradients } = tf.tidy(() =>
    differentiate((x) => tf.mul(forwardOps.dropout(layer, [x], context), 1), [tensorOf(inputs.x)]),
  );
  const output = await numbersOf(value);
  const gradient = await numbersOf(gradients[0]!);
  const x = inputs.x.flat();
  if (!inputs.keep_mask) {
    expectClose("output", output, expected.output, float32());
    return;
  }
  // Our mask is not PyTorch's: the layer has to follow ours, and ours has to scale as PyTorch's does.
  const mask = dropoutMask(x.length, p, context.key, layer.name);
  expectClose(
    "output under our mask",
    output,
    x.map((value, i) => value * mask[i]!),
    float32(),
  );
  expectClose("gradient under our mask", gradient, Array.from(mask), float32());

  const scale = Math.max(...dropoutMask(MANY, p, context.key, layer.name));
  const torchMask = inputs.keep_mask.flat().map((isKept) => isKept * scale);
  expectClose(
    "output",
    x.map((value, i) => value * torchMask[i]!),
    expected.output,
    float32(),
  );
  if (expected.grad_input_of_sum)
    expectClose("grad_input_of_sum", torchMask, expected.grad_input_of_sum, float32());
});

/** So many that some are kept at any share but 1. */
const MANY = 10000;
