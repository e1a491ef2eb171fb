/** Cosines that begin with a rise and whose peaks shrink, known as `CosineAnnealingWarmUpRestarts`. */
import { cosineWarmRestarts } from "./cosineWarmRestarts";
import { gamma } from "./gamma";
import { periodAt } from "./restarts";
import { schedule } from "./schedule";

const { t0, etaMin, everyStep } = cosineWarmRestarts.options;

/**
 * The base rate is the first peak; the usual class is given the lowest rate as the optimizer's, and
 * the peak as `eta_max`. The rise belongs to every period, and T mult leaves its length alone.
 * https://github.com/katsura-jp/pytorch-cosine-annealing-with-warmup
 */
export const cosineWarmUpRestarts = schedule({
  label: "CosineAnnealingWarmUpRestarts",
  help: "Rises from the lowest rate in a line, falls along half a cosine, and again, each time less high.",
  options: {
    t0,
    tMult: {
      ...cosineWarmRestarts.options.tMult,
      help: "How many times longer each fall is than the one before.",
    },
    tUp: {
      kind: "integer",
      label: "T up",
      unit: "epochs",
      help: "Epochs of the rise at the start of every period.",
      default: 1,
      min: 0,
      max: 10000,
    },
    etaMin,
    gamma: gamma(0.5, "What the peak is multiplied by at each restart."),
    everyStep,
  },
  check: ({ t0, tUp }) =>
    tUp >= t0 ? { option: "tUp", message: "The rise has to be shorter than T₀." } : null,
  build: (options, { baseLearningRate, stepsPerEpoch }) => {
    const { tUp, etaMin, gamma, everyStep } = options;
    return {
      at: ({ epoch, step }) => {
        const elapsed = everyStep ? step / stepsPerEpoch : epoch;
        const { since, length, cycle } = periodAt(elapsed, options);
        const peak = baseLearningRate * gamma ** cycle;
        const height =
          since < tUp
            ? since / tUp
            : (1 + Math.cos((Math.PI * (since - tUp)) / (length - tUp))) / 2;
        return { learningRate: etaMin + (peak - etaMin) * height };
      },
    };
  },
});
