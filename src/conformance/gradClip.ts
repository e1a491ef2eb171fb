/** Golden section `grad_clip`: one global norm over all gradients. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { clipGradientNorm } from "../engine/tfjs/clip";
import { expectClose, float32 } from "./compare";
import { nested, real, type Nested } from "./nested";
import { casesSection, NotSupported } from "./section";
import { numbersOf, tensorOf } from "./tensors";

const clipCase = z.looseObject({
  id: z.string(),
  op: z.string(),
  params: z.record(z.string(), real),
  inputs: z.looseObject({ grads: z.array(nested) }),
  expected: z.looseObject({ total_norm: real.optional(), grads: z.array(nested) }),
});

export const gradClip = casesSection(clipCase, async ({ op, params, inputs, expected }) => {
  if (op !== "clip_grad_norm_") throw new NotSupported(`clipping "${op}"`);
  if (params.norm_type !== 2) throw new NotSupported(`clipping by the ${params.norm_type!}-norm`);
  const { gradients, norm } = tf.tidy(() =>
    clipGradientNorm(inputs.grads.map(tensorOf), params.max_norm!),
  );
  expectClose("total_norm", await numbersOf(norm), expected.total_norm as Nested, float32());
  for (const [i, gradient] of gradients.entries())
    expectClose(`grads[${i}]`, await numbersOf(gradient), expected.grads[i]!, float32());
});
