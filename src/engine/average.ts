/** What engines share of the weights' moving average. */
import { buffersOf, parametersOf, type Model } from "../nn/model";
import type { ModelState } from "../nn/state";

/** The average's numbers as a model's state: what was counted is not averaged. */
export function averageState(
  model: Model,
  average: Readonly<Record<string, Float32Array>>,
  buffers: Readonly<Record<string, Float32Array>>,
): ModelState {
  const isCounter = (name: string) => name.endsWith(".num_batches_tracked");
  return {
    parameters: Object.fromEntries(parametersOf(model).map(({ name }) => [name, average[name]!])),
    buffers: Object.fromEntries(
      buffersOf(model).map(({ name }) => [
        name,
        isCounter(name) ? buffers[name]!.slice() : average[name]!,
      ]),
    ),
  };
}

/** Throws where a step would train the average instead of the weights. */
export function refuseWhileAveraged(isAverageUsed: boolean): void {
  if (isAverageUsed) throw new Error("The weights' average is in use: it can't be trained.");
}
