/** The rule of `torch.optim.lr_scheduler.ReduceLROnPlateau`, replayed from the first metric on. */

export interface PlateauRule {
  mode: "min" | "max";
  factor: number;
  patience: number;
  threshold: number;
  thresholdMode: "rel" | "abs";
  cooldown: number;
  minLearningRate: number;
  epsilon: number;
}

export interface PlateauState {
  learningRate: number;
  badEpochs: number;
  cooldownLeft: number;
  best: number;
}

/**
 * The state after `metrics`. The order matters: first the best, then the cool-down (its bad epochs do
 * not count), then the reduction. A NaN is never better. Where the change would be at most ε the rate
 * stays, but cool-down and counter start again all the same.
 */
export function replayPlateau(
  rule: PlateauRule,
  baseLearningRate: number,
  metrics: readonly number[],
): PlateauState {
  let learningRate = baseLearningRate;
  let badEpochs = 0;
  let cooldownLeft = 0;
  let best = rule.mode === "min" ? Infinity : -Infinity;
  for (const metric of metrics) {
    if (isBetter(rule, metric, best)) {
      best = metric;
      badEpochs = 0;
    } else badEpochs++;
    if (cooldownLeft > 0) {
      cooldownLeft--;
      badEpochs = 0;
    }
    if (badEpochs > rule.patience) {
      const reduced = Math.max(learningRate * rule.factor, rule.minLearningRate);
      if (learningRate - reduced > rule.epsilon) learningRate = reduced;
      cooldownLeft = rule.cooldown;
      badEpochs = 0;
    }
  }
  return { learningRate, badEpochs, cooldownLeft, best };
}

function isBetter({ mode, threshold, thresholdMode }: PlateauRule, metric: number, best: number) {
  const margin = mode === "min" ? -threshold : threshold;
  const bound = thresholdMode === "rel" ? best * (1 + margin) : best + margin;
  return mode === "min" ? metric < bound : metric > bound;
}
