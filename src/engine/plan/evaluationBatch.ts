/** How many images are evaluated at once: as many as take no more memory than a training step does. */
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import { compileProgram } from "./compile";
import { flatLayout } from "./slices";

const LARGEST = 256;
/** What predictions may take where nothing trains: 256 MiB of activations. */
const PREDICTION_FLOATS = 2 ** 26;
/** Of one tensor, where training has none that is larger: half of what every GPU can bind. */
const TENSOR_FLOATS = 2 ** 24;

/** A power of two from 1 to 256. `trainingBatch` is null where nothing trains. */
export function evaluationBatchOf(model: Model, trainingBatch: number | null): number {
  const layouts = {
    parameters: flatLayout(parametersOf(model)),
    buffers: flatLayout(buffersOf(model)),
  };
  const needs = (batchSize: number, isTraining: boolean) => {
    const { slots } = compileProgram(model, layouts, batchSize, isTraining);
    return { all: slots.reduce((sum, size) => sum + size, 0), largest: Math.max(...slots) };
  };
  const image = needs(1, false);
  const allowed =
    trainingBatch === null ? { all: PREDICTION_FLOATS, largest: 0 } : needs(trainingBatch, true);
  const fitting = Math.min(
    LARGEST,
    allowed.all / image.all,
    Math.max(TENSOR_FLOATS, allowed.largest) / image.largest,
  );
  return 2 ** Math.floor(Math.log2(Math.max(1, fitting)));
}
