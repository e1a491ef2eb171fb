/** Golden section `grad_clip`: one global norm over all gradients, and limits of single numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { clipGradientNorm, clipGradientValue } from "../engine/tfjs/clip";
import { expectClose, float32 } from "./compare";
import { nested, real } from "./nested";
import { casesSection } from "./section";
import { numbersOf, tensorOf } from "./tensors";

const grads = z.array(nested);
const base = { id: z.string(), inputs: z.looseObject({ grads }) };

const clipCase = z.discriminatedUnion("op", [
  z.looseObject({
    ...base,
    op: z.literal("clip_grad_norm_"),
    params: z.strictObject({ max_norm: real, norm_type: real.default(2) }),
    expected: z.looseObject({ total_norm: real, grads }),
  }),
  z.looseObject({
    ...base,
    op: z.literal("clip_grad_value_"),
    params: z.strictObject({ clip_value: real }),
    expected: z.looseObject({ grads }),
  }),
]);

export const gradClip = casesSection(clipCase, async (golden) => {
  const given = golden.inputs.grads.map(tensorOf);
  let gradients: tf.Tensor[];
  if (golden.op === "clip_grad_value_") {
    gradients = clipGradientValue(given, golden.params.clip_value);
  } else {
    const { max_norm, norm_type } = golden.params;
    const clipped = tf.tidy(() => clipGradientNorm(given, max_norm, norm_type));
    gradients = clipped.gradients;
    const norm = await numbersOf(clipped.norm);
    expectClose("total_norm", norm, golden.expected.total_norm, float32());
  }
  for (const [i, gradient] of gradients.entries())
    expectClose(`grads[${i}]`, await numbersOf(gradient), golden.expected.grads[i]!, float32());
  tf.dispose(given);
});
