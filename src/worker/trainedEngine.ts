/** Lends an engine that holds a trained model, for predictions beside a run. */
import { createEngine } from "../engine/createEngine";
import type { Engine } from "../engine/engine";
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import type { Tier } from "../engine/tier";
import type { TrainedModel } from "../train/modelFile";

export async function withTrainedEngine<T>(
  { model, state }: TrainedModel,
  tier: Tier,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { engine } = await createEngine(model, tier, 0, {
    evaluationBatches: [evaluationBatchOf(model, null)],
    training: null,
    onProgress: () => undefined,
  });
  try {
    engine.writeState({ ...state, optimizer: {}, lossSum: 0, average: null });
    return await use(engine);
  } finally {
    engine.dispose();
  }
}
