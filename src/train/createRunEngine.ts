/** The engine of a run: of the whole model, or of its head on features that are kept. */
import { createEngine, type CreatedEngine } from "../engine/createEngine";
import { FeatureEngine, headLayers } from "../engine/FeatureEngine";
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import type { Preparation } from "../engine/preparation";
import type { Tier } from "../engine/tier";
import { batchesOf, preparationOf } from "./preparation";
import type { Recipe } from "./recipe";

export async function createRunEngine(
  recipe: Recipe,
  tier: Tier,
  onProgress: Preparation["onProgress"],
): Promise<CreatedEngine> {
  const { model, cut, config, frozen, split } = recipe;
  const preparation = preparationOf(recipe, onProgress);
  if (!cut) return createEngine(model, tier, config.seed, preparation);
  const { evaluationBatches, training } = preparation;
  const head = await createEngine(cut.head, tier, config.seed, {
    evaluationBatches,
    training: training && { ...training, frozen: [headLayers(cut, frozen)] },
    onProgress,
  });
  try {
    const imageCount = split.train.length + split.validation.length;
    const prefix = await createEngine(cut.prefix, tier, config.seed, {
      evaluationBatches: batchesOf(imageCount, evaluationBatchOf(cut.prefix, null)),
      training: null,
      onProgress,
    });
    const parts = { prefix: prefix.engine, head: head.engine };
    const engine = new FeatureEngine(model, cut, frozen, parts);
    return { engine, slower: head.slower ?? prefix.slower };
  } catch (error) {
    head.engine.dispose();
    throw error;
  }
}
