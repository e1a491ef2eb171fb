/** Adam with Nesterov's look ahead, as `torch.optim.NAdam`. https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ */
import { momentOptions } from "./momentOptions";
import { optimizer, type Optimizer } from "./optimizer";
import { runningMean } from "./runningMean";
import { learningRate, weightDecay } from "./sharedOptions";
import { coupledDecay } from "./weightDecay";

/** Part of the formula in the paper, and in PyTorch; the decay is its exponent's factor. */
const MOMENTUM_BASE = 0.96;

type Coefficient = "gradientShare" | "meanShare" | "rootCorrection" | "decay";

/**
 * The momentum of step t is `μₜ = β₁(1 − ½·0.96^(t·ψ))`, which a schedule therefore does not cycle;
 * the step is `rate · [(1−μₜ)/(1−Πμ) · g + μₜ₊₁/(1−Πμ·μₜ·μₜ₊₁) · m] / (√(v/(1−β₂ᵗ)) + ε)` with Πμ up to
 * μₜ. That the mean's correction holds μₜ twice is PyTorch 1.13's, not the paper's.
 */
export const nAdam = optimizer({
  label: "NAdam",
  help: "Adam that looks one momentum step ahead, and lets the momentum grow by itself.",
  options: {
    learningRate: learningRate(0.002),
    ...momentOptions,
    momentumDecay: {
      kind: "number",
      label: "ψ",
      help: "How fast the momentum grows from half of β₁ to β₁.",
      default: 0.004,
      min: 0,
      max: 1,
      step: 0.001,
    },
    weightDecay: weightDecay(0, "Added to the gradient: pulls weights towards 0."),
  },
  build: (options): Optimizer<"exp_avg" | "exp_avg_sq", Coefficient> => {
    const { beta1, beta2, epsilon } = options;
    const decay = coupledDecay(options.weightDecay);
    return {
      slots: ["exp_avg", "exp_avg_sq"],
      hasMomentum: false,
      coefficients: (context) => {
        const { step, learningRate } = context;
        const momentum = momentumAt(step, options);
        const next = momentumAt(step + 1, options);
        const product = momentumProduct(step, options);
        return {
          gradientShare: (learningRate * (1 - momentum)) / (1 - product),
          meanShare: (learningRate * next) / (1 - product * momentum * next),
          rootCorrection: Math.sqrt(1 - beta2 ** step),
          decay: decay.coefficient(context),
        };
      },
      update: (math, input) => {
        const { parameter, slots, coefficients: at } = input;
        const gradient = decay.addTo(math, input);
        const mean = runningMean(math, slots.exp_avg, gradient, beta1);
        const squared = math.multiply(gradient, gradient);
        const square = runningMean(math, slots.exp_avg_sq, squared, beta2);
        const root = math.divide(math.squareRoot(square), at.rootCorrection);
        const ahead = math.add(
          math.multiply(gradient, at.gradientShare),
          math.multiply(mean, at.meanShare),
        );
        const step = math.divide(ahead, math.add(root, epsilon));
        return {
          parameter: math.subtract(parameter, step),
          slots: { exp_avg: mean, exp_avg_sq: square },
        };
      },
    };
  },
});

interface MomentumOptions {
  beta1: number;
  momentumDecay: number;
}

function momentumAt(step: number, { beta1, momentumDecay }: MomentumOptions): number {
  return beta1 * (1 - 0.5 * MOMENTUM_BASE ** (step * momentumDecay));
}

/**
 * μ₁ · μ₂ · … · μ of this step, PyTorch's state `mu_product`. Every μ is below β₁, so the product is
 * soon 0 in float64 and the rest need not be looked at.
 */
export function momentumProduct(step: number, options: MomentumOptions): number {
  let product = 1;
  for (let i = 1; i <= step && product > 0; i++) product *= momentumAt(i, options);
  return product;
}
