/** The rate goes up and down in lines, as `torch.optim.lr_scheduler.CyclicLR`. */
import { schedule } from "./schedule";

const legEpochs = { unit: "epochs", min: 0.01, max: 10000, step: 1 } as const;
const momentum = { kind: "number", min: 0, max: 1, exclusiveMax: true, step: 0.05 } as const;

/**
 * The base rate is the peak, PyTorch's `max_lr`. PyTorch gives the legs' lengths in optimizer steps;
 * here they are epochs, of which a part will do. The momentum (or Adam's β₁) goes the other way.
 * https://arxiv.org/abs/1506.01186
 */
export const cyclic = schedule({
  label: "CyclicLR",
  help: "Rises to the base rate in a line and falls again, step by step, over and over.",
  options: {
    minLearningRate: {
      kind: "number",
      label: "Lowest rate",
      help: "Where every cycle begins.",
      default: 0.001,
      min: 0,
      max: 1000,
    },
    riseEpochs: {
      ...legEpochs,
      kind: "number",
      label: "Rise",
      help: "How long each rise takes.",
      default: 2,
    },
    fallEpochs: {
      ...legEpochs,
      kind: "optionalNumber",
      label: "Fall",
      help: "How long each fall takes; empty is as long as the rise.",
      default: null,
    },
    mode: {
      kind: "choice",
      label: "Peaks",
      default: "triangular",
      choices: [
        { value: "triangular", label: "All equally high" },
        { value: "triangular2", label: "Halved from cycle to cycle" },
        { value: "exp_range", label: "Shrinking with every step" },
      ],
    },
    gamma: {
      kind: "number",
      label: "γ",
      help: "For shrinking peaks: what the height is multiplied by at every optimizer step.",
      default: 0.999,
      min: 0,
      exclusiveMin: true,
      max: 1,
      step: 0.001,
    },
    cycleMomentum: {
      kind: "boolean",
      label: "Cycle momentum",
      help: "Lowers the momentum (or β₁) while the rate is high.",
      default: true,
    },
    baseMomentum: { ...momentum, label: "Lowest momentum", default: 0.8 },
    maxMomentum: { ...momentum, label: "Highest momentum", default: 0.9 },
  },
  check: ({ baseMomentum, maxMomentum }) =>
    baseMomentum > maxMomentum
      ? { option: "baseMomentum", message: "Must not be above the highest momentum." }
      : null,
  build: (options, { baseLearningRate: peak, stepsPerEpoch }) => {
    const { minLearningRate: lowest, riseEpochs, mode, gamma } = options;
    const { cycleMomentum, baseMomentum, maxMomentum } = options;
    const cycleEpochs = riseEpochs + (options.fallEpochs ?? riseEpochs);
    const risingShare = riseEpochs / cycleEpochs;
    const peakShares = {
      triangular: () => 1,
      triangular2: (cycle: number) => 0.5 ** cycle,
      exp_range: (_: number, step: number) => gamma ** step,
    };
    return {
      at: ({ step }) => {
        const cycles = step / stepsPerEpoch / cycleEpochs;
        const cycle = Math.floor(cycles);
        const way = cycles - cycle;
        const leg = way <= risingShare ? way / risingShare : (1 - way) / (1 - risingShare);
        const height = leg * peakShares[mode](cycle, step);
        return {
          learningRate: lowest + (peak - lowest) * height,
          ...(cycleMomentum
            ? { momentum: maxMomentum - (maxMomentum - baseMomentum) * height }
            : {}),
        };
      },
    };
  },
});
