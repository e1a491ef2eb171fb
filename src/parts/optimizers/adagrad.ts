/** Adagrad, as `torch.optim.Adagrad`. https://jmlr.org/papers/v12/duchi11a.html */
import { optimizer, type Optimizer } from "./optimizer";
import { learningRate, weightDecay } from "./sharedOptions";
import { coupledDecay } from "./weightDecay";

/** `p − rate/(1 + (t−1)·decay) · g / (√Σg² + ε)`. Slots start at 0, so Σ's own start is the first step's. */
export const adagrad = optimizer({
  label: "Adagrad",
  help: "Divides each weight's step by all its gradients so far: steps only get smaller.",
  options: {
    learningRate: learningRate(0.01),
    learningRateDecay: {
      kind: "number",
      label: "Rate decay",
      help: "Divides the rate by 1 + decay × the steps made.",
      default: 0,
      min: 0,
      max: 10,
      step: 0.01,
    },
    initialAccumulator: {
      kind: "number",
      label: "First sum",
      help: "What the sum of the squared gradients starts from; more makes the first steps smaller.",
      default: 0,
      min: 0,
      max: 1000,
      step: 0.1,
    },
    epsilon: {
      kind: "number",
      label: "ε",
      help: "Added to the denominator, outside the root.",
      default: 1e-10,
      min: 0,
      exclusiveMin: true,
      max: 1,
    },
    weightDecay: weightDecay(0, "Added to the gradient: pulls weights towards 0."),
  },
  build: ({
    learningRateDecay,
    initialAccumulator,
    epsilon,
    weightDecay,
  }): Optimizer<"sum", "rate" | "start" | "decay"> => {
    const decay = coupledDecay(weightDecay);
    return {
      slots: ["sum"],
      hasMomentum: false,
      coefficients: (context) => ({
        rate: context.learningRate / (1 + (context.step - 1) * learningRateDecay),
        start: context.step === 1 ? initialAccumulator : 0,
        decay: decay.coefficient(context),
      }),
      update: (math, at) => {
        const { rate, start } = at.coefficients;
        const gradient = decay.addTo(math, at);
        const square = math.multiply(gradient, gradient);
        const sum = math.add(math.add(at.slots.sum, start), square);
        const step = math.divide(
          math.multiply(gradient, rate),
          math.add(math.squareRoot(sum), epsilon),
        );
        return { parameter: math.subtract(at.parameter, step), slots: { sum } };
      },
    };
  },
});
