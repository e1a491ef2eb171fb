/** Golden section `optimizers`: parameters step by step under given gradients, and the final state. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { updateParameter, type ParameterState } from "../engine/tfjs/optimize";
import { expectClose, float32, type Tolerance } from "./compare";
import { real, vector } from "./nested";
import { casesSection, NotSupported } from "./section";
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
  const { groups, grads, expected, ...rest } = groupsCase.parse(golden);
  if (groups.some(({ options }) => Object.keys(options).length > 0))
    throw new NotSupported("options by parameter group");
  for (const [i, { init }] of groups.entries())
    await runParameter({
      ...rest,
      init,
      grads: grads.map((step) => step[i]!),
      expected: {
        params: expected.params.map((step) => step[i]!),
        final_state: expected.final_state[i]!,
      },
    });
});

async function runParameter(golden: z.infer<typeof plainCase>): Promise<void> {
  const { optimizer, learningRate: base } = torchOptimizer(golden.optimizer, golden.params);
  const tolerance = float32(golden.torch_float32_max_abs_err);
  let parameter: tf.Tensor = tf.tensor1d(golden.init);
  let state: ParameterState | undefined;
  try {
    for (const [k, values] of golden.grads.entries()) {
      // Without a gradient (null) the engine does not update a parameter at all.
      if (values) {
        const gradient = tf.tensor1d(values);
        const learningRate = golden.lr_per_step?.[k] ?? base;
        const updated = updateParameter(optimizer, parameter, gradient, state, { learningRate });
        tf.dispose([parameter, gradient]);
        ({ parameter, state } = updated);
      }
      const actual = await parameter.data<"float32">();
      expectClose(`params[${k}]`, actual, golden.expected.params[k]!, tolerance);
    }
    await compareState(state, golden.expected.final_state, tolerance);
  } finally {
    tf.dispose([parameter, ...Object.values(state?.slots ?? {})]);
  }
}

async function compareState(
  state: ParameterState | undefined,
  expected: z.infer<typeof stateOf>,
  tolerance: Tolerance,
): Promise<void> {
  for (const [name, value] of Object.entries(expected)) {
    const slot = state?.slots[name];
    if (value === null) {
      if (slot) throw new Error(`final_state.${name}: exists, and should not`);
    } else if (typeof value === "number") {
      if (name !== "step") throw new NotSupported(`optimizer state "${name}"`);
      expectClose("final_state.step", state?.step ?? NaN, value, tolerance);
    } else {
      if (!slot) throw new Error(`final_state.${name}: is missing`);
      expectClose(`final_state.${name}`, await numbersOf(slot.clone()), value, tolerance);
    }
  }
}
