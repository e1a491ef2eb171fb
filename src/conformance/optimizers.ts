/** Golden section `optimizers`: parameters step by step under given gradients, and the final state. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { updateParameter, type ParameterState } from "../engine/tfjs/optimize";
import { expectClose, float32, type Tolerance } from "./compare";
import { real, vector } from "./nested";
import { casesSection, lookUp } from "./section";
import { numbersOf } from "./tensors";
import { torchOptimizer } from "./torchOptimizers";

const gradients = z.array(vector.nullable());
const stateOf = z.record(z.string(), z.union([real, vector]).nullable());

const plainCase = z.looseObject({
  id: z.string(),
  optimizer: z.string(),
  params: z.looseObject({}),
  init: vector,
  grads: gradients,
  lr_per_step: vector.optional(),
  expected: z.looseObject({ params: z.array(vector), final_state: stateOf }),
  torch_float32_max_abs_err: real,
});

/** Like a plain case, with a list over groups in place of each list of numbers. */
const groupsCase = plainCase.omit({ init: true }).extend({
  groups: z.array(z.looseObject({ init: vector, options: z.looseObject({}) })),
  grads: z.array(gradients),
  expected: z.looseObject({ params: z.array(z.array(vector)), final_state: z.array(stateOf) }),
});

const anyCase = z.looseObject({ id: z.string(), groups: z.unknown().optional() });

export const optimizers = casesSection(anyCase, async (golden) => {
  if (golden.groups === undefined) {
    await runParameter(plainCase.parse(golden));
    return;
  }
  const { groups, grads, expected, params, ...rest } = groupsCase.parse(golden);
  for (const [i, { init, options }] of groups.entries())
    await runParameter({
      ...rest,
      // An update knows one parameter: a group's options are those of its optimizer.
      params: { ...params, ...options },
      init,
      grads: grads.map((step) => step[i]!),
      expected: {
        params: expected.params.map((step) => step[i]!),
        final_state: expected.final_state[i]!,
      },
    });
});

async function runParameter(golden: z.infer<typeof plainCase>): Promise<void> {
  const { optimizer, ...built } = torchOptimizer(golden.optimizer, golden.params);
  const tolerance = float32(golden.torch_float32_max_abs_err);
  let parameter: tf.Tensor = tf.tensor1d(golden.init);
  let state: ParameterState | undefined;
  try {
    for (const [k, values] of golden.grads.entries()) {
      // Without a gradient (null) the engine does not update a parameter at all.
      if (values) {
        const gradient = tf.tensor1d(values);
        const learningRate = golden.lr_per_step?.[k] ?? built.learningRate;
        const updated = updateParameter(optimizer, parameter, gradient, state, { learningRate });
        tf.dispose([parameter, gradient]);
        ({ parameter, state } = updated);
      }
      const actual = await parameter.data<"float32">();
      expectClose(`params[${k}]`, actual, golden.expected.params[k]!, tolerance);
    }
    const numbers = state && { ...built.stateAt?.(state.step), step: state.step };
    await compareState(state?.slots ?? {}, numbers ?? {}, golden.expected.final_state, tolerance);
  } finally {
    tf.dispose([parameter, ...Object.values(state?.slots ?? {})]);
  }
}

async function compareState(
  slots: ParameterState["slots"],
  numbers: Record<string, number>,
  expected: z.infer<typeof stateOf>,
  tolerance: Tolerance,
): Promise<void> {
  for (const [name, value] of Object.entries(expected)) {
    const slot = slots[name];
    if (value === null) {
      if (slot) throw new Error(`final_state.${name}: exists, and should not`);
    } else if (typeof value === "number") {
      const actual = lookUp(numbers, name, "optimizer state");
      expectClose(`final_state.${name}`, actual, value, tolerance);
    } else {
      if (!slot) throw new Error(`final_state.${name}: is missing`);
      expectClose(`final_state.${name}`, await numbersOf(slot.clone()), value, tolerance);
    }
  }
}
