/** Stochastic gradient descent, as `torch.optim.SGD`. */
import { optimizer, type Optimizer } from "./optimizer";
import { learningRate, weightDecay } from "./sharedOptions";
import { coupledDecay } from "./weightDecay";

/**
 * The first momentum buffer is the gradient itself, undamped. The rate multiplies the buffer, so a
 * drop of the rate acts at once. https://pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
export const sgd = optimizer({
  label: "SGD",
  help: "Stochastic gradient descent with momentum. Generalises well; wants a well-chosen rate.",
  options: {
    learningRate: learningRate(0.01),
    momentum: {
      kind: "number",
      label: "Momentum",
      help: "How much of the last step is kept. 0 turns momentum off.",
      default: 0.9,
      min: 0,
      max: 1,
      exclusiveMax: true,
      step: 0.05,
    },
    dampening: {
      kind: "number",
      label: "Dampening",
      help: "How much less of each new gradient enters the momentum.",
      default: 0,
      min: 0,
      max: 1,
      step: 0.1,
    },
    nesterov: {
      kind: "boolean",
      label: "Nesterov",
      help: "Looks one momentum step ahead.",
      default: false,
    },
    weightDecay: weightDecay(0, "Added to the gradient: pulls weights towards 0."),
  },
  check: ({ nesterov, momentum, dampening }) =>
    nesterov && (momentum === 0 || dampening !== 0)
      ? {
          option: "nesterov",
          message: "Nesterov needs a momentum greater than 0 and a dampening of 0.",
        }
      : null,
  build: (options) => (options.momentum === 0 ? plain(options) : withMomentum(options)),
});

interface SgdOptions {
  momentum: number;
  dampening: number;
  nesterov: boolean;
  weightDecay: number;
}

function plain({ weightDecay }: SgdOptions): Optimizer<never, "rate" | "decay"> {
  const decay = coupledDecay(weightDecay);
  return {
    slots: [],
    hasMomentum: false,
    coefficients: (context) => ({
      rate: context.learningRate,
      decay: decay.coefficient(context),
    }),
    update: (math, at) => ({
      parameter: math.subtract(
        at.parameter,
        math.multiply(decay.addTo(math, at), at.coefficients.rate),
      ),
      slots: {},
    }),
  };
}

function withMomentum(
  options: SgdOptions,
): Optimizer<"momentum_buffer", "rate" | "momentum" | "intake" | "decay"> {
  const { dampening, nesterov } = options;
  const decay = coupledDecay(options.weightDecay);
  return {
    slots: ["momentum_buffer"],
    hasMomentum: true,
    coefficients: (context) => ({
      rate: context.learningRate,
      momentum: context.momentum ?? options.momentum,
      intake: context.step === 1 ? 1 : 1 - dampening,
      decay: decay.coefficient(context),
    }),
    update: (math, at) => {
      const { parameter, slots, coefficients } = at;
      const { rate, momentum, intake } = coefficients;
      const decayed = decay.addTo(math, at);
      const buffer = math.add(
        math.multiply(slots.momentum_buffer, momentum),
        math.multiply(decayed, intake),
      );
      const direction = nesterov ? math.add(decayed, math.multiply(buffer, momentum)) : buffer;
      return {
        parameter: math.subtract(parameter, math.multiply(direction, rate)),
        slots: { momentum_buffer: buffer },
      };
    },
  };
}
