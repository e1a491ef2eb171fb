/**
 * Golden section `optimizers_closed_loop`: a small network's parameters over hundreds of its own
 * steps. The formula has to agree in float64, and the device in float32; each may stray from the golden
 * values as rounding itself does, since some of these loops amplify it. What PyTorch itself loses in
 * float32, which the file says of other sections, is worked out here by random rounding.
 */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { differentiate } from "../engine/tfjs/differentiate";
import { updateParameter, type ParameterState } from "../engine/tfjs/optimize";
import { sizeOf } from "../lib/shape";
import type { Optimizer } from "../parts/optimizers/optimizer";
import { networkGradients } from "./closedLoopNetwork";
import { expectClose, float32, float64, type Tolerance } from "./compare";
import { flatten, matrix, shapeOf, vector } from "./nested";
import { exactly, updateNumbers, type NumberState, type Rounding } from "./numberArithmetic";
import { randomRoundings } from "./randomRounding";
import type { Section } from "./section";
import { torchOptimizer } from "./torchOptimizers";

const loopCase = z.looseObject({
  id: z.string(),
  optimizer: z.string(),
  params: z.looseObject({}),
  expected: z.array(z.looseObject({ iteration: z.int(), params: z.array(vector) })),
});
type Iterations = z.infer<typeof loopCase>["expected"];

const content = z.looseObject({
  model: z.literal(
    "y = sigmoid(W1 @ sigmoid(W0 @ x + b0) + b1); loss = sum(y) over the 3 inputs; weights are [out,in]",
  ),
  inputs: matrix,
  init: z.object({ W0: matrix, b0: vector, W1: matrix, b1: vector }),
  cases: z.array(z.looseObject({ id: z.string() })),
});
type Start = Pick<z.infer<typeof content>, "inputs" | "init">;

export const optimizersClosedLoop: Section = (value) => {
  const { cases, ...start } = content.parse(value);
  return cases.map((golden) => ({
    id: golden.id,
    run: async () => {
      const { optimizer: name, params, ...rest } = loopCase.parse(golden);
      const expected = rest.expected.toSorted((a, b) => a.iteration - b.iteration);
      const { optimizer, learningRate } = torchOptimizer(name, params);
      const exact = numberLoop(start, optimizer, learningRate, expected, exactly);
      const nudged = numberLoop(nudgedStart(start), optimizer, learningRate, expected, exactly);
      expected.forEach(({ iteration, params }, k) => {
        const lost = largestDifference(exact[k]!, nudged[k]!);
        const tolerance: Tolerance = (value) => Math.max(10 * lost, float64(value));
        expectClose(`float64, iteration ${iteration}`, exact[k]!, params, tolerance);
      });
      const rounded = [Math.fround, ...randomRoundings()].map((rounding) =>
        numberLoop(start, optimizer, learningRate, expected, rounding),
      );
      const lost = expected.map(({ params }, k) =>
        Math.max(...rounded.map((reached) => largestDifference(reached[k]!, flatten(params)))),
      );
      await deviceLoop(start, optimizer, learningRate, expected, lost);
    },
  }));
};

/** Inputs a few float64 steps away: some of these loops amplify even that. */
function nudgedStart({ inputs, init }: Start): Start {
  return { init, inputs: inputs.map((row) => row.map((value) => value * (1 + 2 ** -50))) };
}

/** All parameters in a row, at each of the expected iterations. */
function numberLoop(
  { inputs, init }: Start,
  optimizer: Optimizer,
  learningRate: number,
  expected: Iterations,
  round: Rounding,
): number[][] {
  const start = [init.W0.flat(), init.b0, init.W1.flat(), init.b1];
  let parameters = start.map((values) => values.map(round));
  let states: (NumberState | undefined)[] = [undefined, undefined, undefined, undefined];
  const rows = inputs.map((row) => row.map(round));
  const reached: number[][] = [];
  for (let iteration = 0; reached.length < expected.length; iteration++) {
    const [w0, b0, w1, b1] = parameters;
    const gradients = networkGradients(rows, [w0!, b0!, w1!, b1!], round);
    const updates = parameters.map((parameter, i) =>
      updateNumbers(optimizer, parameter, gradients[i]!, states[i], { learningRate }, round),
    );
    parameters = updates.map(({ parameter }) => parameter);
    states = updates.map(({ state }) => state);
    if (expected[reached.length]!.iteration === iteration) reached.push(parameters.flat());
  }
  return reached;
}

/** All parameters are one tensor: an update is elementwise, and a quarter of the kernels run. */
async function deviceLoop(
  { inputs, init }: Start,
  optimizer: Optimizer,
  learningRate: number,
  expected: Iterations,
  lost: readonly number[],
): Promise<void> {
  const x = tf.tensor2d(inputs);
  const shapes = [init.W0, init.b0, init.W1, init.b1].map(shapeOf);
  let parameters: tf.Tensor = tf.tensor1d([init.W0, init.b0, init.W1, init.b1].flat(2));
  let state: ParameterState | undefined;
  try {
    let iteration = 0;
    for (const [k, wanted] of expected.entries()) {
      for (; iteration <= wanted.iteration; iteration++) {
        const { value, gradients } = tf.tidy(() =>
          differentiate((all) => lossOf(x, split(all, shapes)), [parameters]),
        );
        const context = { learningRate };
        const updated = updateParameter(optimizer, parameters, gradients[0]!, state, context);
        tf.dispose([value, ...gradients, parameters]);
        ({ parameter: parameters, state } = updated);
      }
      const actual = await parameters.data<"float32">();
      expectClose(`iteration ${wanted.iteration}`, actual, wanted.params, float32(lost[k]));
    }
  } finally {
    tf.dispose([x, parameters, state?.slots ?? {}]);
  }
}

/** Tensors of these shapes from one that holds their numbers in a row. */
function split(all: tf.Tensor, shapes: readonly number[][]): tf.Tensor[] {
  let start = 0;
  return shapes.map((shape) => {
    const size = sizeOf(shape);
    const part = tf.reshape(tf.slice(all, start, size), shape);
    start += size;
    return part;
  });
}

function lossOf(x: tf.Tensor2D, [w0, b0, w1, b1]: tf.Tensor[]): tf.Scalar {
  const layer = (input: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor2D =>
    tf.sigmoid(tf.add(tf.matMul(input, weight as tf.Tensor2D, false, true), bias));
  return tf.sum(layer(layer(x, w0!, b0!), w1!, b1!));
}

function largestDifference(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(actual[i]! - value)));
}
