/** Whether a run can train on features that are worked out once, and where its model is cut for it. */
import { featuresBudget } from "../engine/memoryBudget";
import { cutModel, type ModelCut } from "../nn/cut";
import type { FrozenLayers } from "../nn/frozen";
import type { Model } from "../nn/model";
import type { Config } from "./config";

/**
 * null where an image is not the same in every epoch (augmentation, mixing), where frozen layers learn
 * later, or where `imageCount` images' features would take too much memory.
 */
export function featureCut(
  { data, training }: Config,
  model: Model,
  frozen: FrozenLayers,
  imageCount: number,
): ModelCut | null {
  const isAlwaysFrozen =
    frozen.size > 0 &&
    (training.unfreezeEpoch === null || training.unfreezeEpoch > training.epochs);
  if (!isAlwaysFrozen || data.augmentations.length > 0 || data.mix.name !== "none") return null;
  const cut = cutModel(model, frozen);
  return cut && featureBytes(cut, imageCount) <= featuresBudget() ? cut : null;
}

export const featureBytes = ({ prefix }: ModelCut, imageCount: number): number =>
  4 * prefix.classCount * imageCount;
