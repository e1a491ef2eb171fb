/** One rise and fall over the whole run, as `torch.optim.lr_scheduler.OneCycleLR`. */
import { schedule } from "./schedule";

/**
 * The base rate is the peak. The momentum (or Adam's β₁) goes the other way. It has exactly
 * epochs × steps values; PyTorch throws past the last, and we hold it, because a preview may ask one
 * step too far and training never does. https://arxiv.org/abs/1708.07120
 */
export const oneCycle = schedule({
  label: "OneCycleLR",
  help: "Rises to the base rate and falls far below it, step by step over the whole run.",
  options: {
    pctStart: {
      kind: "number",
      label: "Rising share",
      help: "Which part of the run rises.",
      default: 0.3,
      min: 0,
      max: 1,
      step: 0.05,
    },
    divFactor: {
      kind: "number",
      label: "Start divisor",
      help: "The first rate is the base rate divided by this.",
      default: 25,
      min: 1,
      max: 1e9,
    },
    finalDivFactor: {
      kind: "number",
      label: "End divisor",
      help: "The last rate is the first rate divided by this.",
      default: 1e4,
      min: 1,
      max: 1e9,
    },
    annealStrategy: {
      kind: "choice",
      label: "Shape",
      default: "cos",
      choices: [
        { value: "cos", label: "Cosine" },
        { value: "linear", label: "Line" },
      ],
    },
    threePhase: {
      kind: "boolean",
      label: "Three phases",
      help: "Falls back to the first rate as fast as it rose, and only then to the last.",
      default: false,
    },
    cycleMomentum: {
      kind: "boolean",
      label: "Cycle momentum",
      help: "Lowers the momentum (or β₁) while the rate is high.",
      default: true,
    },
    baseMomentum: {
      kind: "number",
      label: "Lowest momentum",
      default: 0.85,
      min: 0,
      max: 1,
      exclusiveMax: true,
      step: 0.05,
    },
    maxMomentum: {
      kind: "number",
      label: "Highest momentum",
      default: 0.95,
      min: 0,
      max: 1,
      exclusiveMax: true,
      step: 0.05,
    },
  },
  check: ({ threePhase, pctStart, baseMomentum, maxMomentum }) => {
    if (threePhase && pctStart > 0.5)
      return {
        option: "pctStart",
        message: "Must be at most 0.5 with three phases, of which two are this long.",
      };
    if (baseMomentum > maxMomentum)
      return { option: "baseMomentum", message: "Must not be above the highest momentum." };
    return null;
  },
  build: (options, { baseLearningRate: peak, epochs, stepsPerEpoch }) => {
    const { pctStart, threePhase, annealStrategy, baseMomentum, maxMomentum } = options;
    const last = Math.max(1, epochs * stepsPerEpoch) - 1;
    const first = peak / options.divFactor;
    const lowest = first / options.finalDivFactor;
    const top = pctStart * (last + 1) - 1;
    const rise = { end: top, from: [first, maxMomentum], to: [peak, baseMomentum] } as const;
    const phases: readonly Phase[] = threePhase
      ? [
          rise,
          { end: 2 * top, from: [peak, baseMomentum], to: [first, maxMomentum] },
          { end: last, from: [first, maxMomentum], to: [lowest, maxMomentum] },
        ]
      : [rise, { end: last, from: [peak, baseMomentum], to: [lowest, maxMomentum] }];
    const anneal = annealStrategy === "cos" ? annealCosine : annealLinear;
    return {
      at: ({ step }) => {
        const now = Math.min(step, last);
        const index = phases.findIndex(({ end }, i) => now <= end || i === phases.length - 1);
        const { end, from, to } = phases[index]!;
        const start = index === 0 ? 0 : phases[index - 1]!.end;
        // A phase without length is over at once (PyTorch divides by zero there).
        const way = end === start ? 1 : (now - start) / (end - start);
        return {
          learningRate: anneal(from[0], to[0], way),
          ...(options.cycleMomentum ? { momentum: anneal(from[1], to[1], way) } : {}),
        };
      },
    };
  },
});

interface Phase {
  /** The step at which `to` is reached; it need not be whole. */
  end: number;
  from: readonly [learningRate: number, momentum: number];
  to: readonly [learningRate: number, momentum: number];
}

const annealCosine = (from: number, to: number, way: number) =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * way));

const annealLinear = (from: number, to: number, way: number) => from + (to - from) * way;
