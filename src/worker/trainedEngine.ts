/** Lends an engine that holds a trained model, for predictions beside a run. */
import type { Engine } from "../engine/engine";
import { TfjsEngine } from "../engine/tfjs/TfjsEngine";
import type { Tier } from "../engine/tier";
import type { TrainedModel } from "../train/modelFile";

export async function withTrainedEngine<T>(
  { model, state }: TrainedModel,
  tier: Tier,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = new TfjsEngine(model, tier, 0);
  try {
    engine.writeState({ ...state, optimizer: {}, lossSum: 0 });
    return await use(engine);
  } finally {
    engine.dispose();
  }
}
