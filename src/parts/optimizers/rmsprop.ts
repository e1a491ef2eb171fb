/** RMSprop, as `torch.optim.RMSprop`. */
import { onlySlots } from "./onlySlots";
import { optimizer, type Arithmetic, type Optimizer } from "./optimizer";
import { runningMean } from "./runningMean";
import { learningRate, weightDecay } from "./sharedOptions";
import { coupledDecay } from "./weightDecay";

/**
 * ε is outside the root, and the rate is not folded into the momentum buffer.
 * https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
 */
export const rmsprop = optimizer({
  label: "RMSprop",
  help: "Divides each weight's step by the recent size of its gradients.",
  options: {
    learningRate: learningRate(0.001),
    alpha: {
      kind: "number",
      label: "α",
      help: "How long the mean of the squared gradient remembers.",
      default: 0.99,
      min: 0,
      max: 1,
      exclusiveMax: true,
      step: 0.01,
    },
    epsilon: {
      kind: "number",
      label: "ε",
      help: "Added to the denominator, outside the root.",
      default: 1e-8,
      min: 0,
      exclusiveMin: true,
      max: 1,
    },
    momentum: {
      kind: "number",
      label: "Momentum",
      help: "How much of the last step is kept. 0 turns momentum off.",
      default: 0,
      min: 0,
      max: 1,
      exclusiveMax: true,
      step: 0.05,
    },
    centered: {
      kind: "boolean",
      label: "Centred",
      help: "Divides by the gradient's deviation instead of its size.",
      default: false,
    },
    weightDecay: weightDecay(0, "Added to the gradient: pulls weights towards 0."),
  },
  build: (options): Optimizer<Slot, "rate" | "momentum" | "decay"> => {
    const { alpha, epsilon, centered } = options;
    const decay = coupledDecay(options.weightDecay);
    const hasMomentum = options.momentum > 0;
    const names: Slot[] = ["square_avg"];
    if (centered) names.push("grad_avg");
    if (hasMomentum) names.push("momentum_buffer");
    return {
      slots: names,
      hasMomentum,
      coefficients: (context) => ({
        rate: context.learningRate,
        momentum: context.momentum ?? options.momentum,
        decay: decay.coefficient(context),
      }),
      update: (math, input) => {
        const { parameter, slots: old, coefficients: at } = input;
        const gradient = decay.addTo(math, input);
        const square = runningMean(math, old.square_avg, math.multiply(gradient, gradient), alpha);
        const mean = centered ? runningMean(math, old.grad_avg, gradient, alpha) : gradient;
        const variance = centered
          ? positivePart(math, math.subtract(square, math.multiply(mean, mean)))
          : square;
        const scaled = math.divide(gradient, math.add(math.squareRoot(variance), epsilon));
        const step = hasMomentum
          ? math.add(math.multiply(old.momentum_buffer, at.momentum), scaled)
          : scaled;
        const memory = { square_avg: square, grad_avg: mean, momentum_buffer: step };
        return {
          parameter: math.subtract(parameter, math.multiply(step, at.rate)),
          slots: onlySlots(names, memory),
        };
      },
    };
  },
});

type Slot = "square_avg" | "grad_avg" | "momentum_buffer";

/**
 * `max(value, 0)`. Rounding can make the variance of a nearly constant gradient negative, and its
 * root NaN; PyTorch does not guard against that.
 */
function positivePart<V>(math: Arithmetic<V>, value: V): V {
  return math.multiply(math.add(value, math.absolute(value)), 0.5);
}
