/** The product's optimizers by PyTorch's names and parameters, with PyTorch's defaults. */
import { z } from "zod";
import { optimizers } from "../parts/optimizers";
import { momentumProduct } from "../parts/optimizers/nAdam";
import type { Optimizer } from "../parts/optimizers/optimizer";
import { lookUp } from "./section";

interface Built {
  optimizer: Optimizer;
  learningRate: number;
  /** State that PyTorch keeps and the product works out from the step: numbers by name. */
  stateAt?: (step: number) => Record<string, number>;
}

const number = (value: number) => z.number().default(value);
const flag = z.boolean().default(false);

const momentSchema = z.strictObject({
  lr: number(0.001),
  betas: z.tuple([z.number(), z.number()]).default([0.9, 0.999]),
  eps: number(1e-8),
  weight_decay: number(0),
});
const adamSchema = momentSchema.extend({ amsgrad: flag });
const adamWSchema = adamSchema.extend({ weight_decay: number(0.01) });
const adamaxSchema = momentSchema.extend({ lr: number(0.002) });
const nAdamSchema = adamaxSchema.extend({ momentum_decay: number(4e-3) });
const adagradSchema = z.strictObject({
  lr: number(0.01),
  lr_decay: number(0),
  weight_decay: number(0),
  initial_accumulator_value: number(0),
  eps: number(1e-10),
});
const adadeltaSchema = z.strictObject({
  lr: number(1),
  rho: number(0.9),
  eps: number(1e-6),
  weight_decay: number(0),
});
const sgdSchema = z.strictObject({
  lr: z.number(),
  momentum: number(0),
  dampening: number(0),
  nesterov: flag,
  weight_decay: number(0),
});
const rmspropSchema = z.strictObject({
  lr: number(0.01),
  alpha: number(0.99),
  eps: number(1e-8),
  momentum: number(0),
  centered: flag,
  weight_decay: number(0),
});

const momentOptions = ({ lr, betas, eps, weight_decay }: z.infer<typeof momentSchema>) => ({
  learningRate: lr,
  beta1: betas[0],
  beta2: betas[1],
  epsilon: eps,
  weightDecay: weight_decay,
});
const adamOptions = ({ amsgrad, ...params }: z.infer<typeof adamSchema>) => ({
  ...momentOptions(params),
  amsgrad,
});

const builders: Record<string, (params: unknown) => Built> = {
  SGD: (params) => {
    const { lr, weight_decay, ...rest } = sgdSchema.parse(params);
    const options = { learningRate: lr, weightDecay: weight_decay, ...rest };
    return { optimizer: optimizers.sgd.build(options, undefined), learningRate: lr };
  },
  Adam: (params) => {
    const options = adamOptions(adamSchema.parse(params));
    return { optimizer: optimizers.adam.build(options, undefined), ...options };
  },
  AdamW: (params) => {
    const options = adamOptions(adamWSchema.parse(params));
    return { optimizer: optimizers.adamW.build(options, undefined), ...options };
  },
  Adamax: (params) => {
    const options = momentOptions(adamaxSchema.parse(params));
    return { optimizer: optimizers.adamax.build(options, undefined), ...options };
  },
  NAdam: (params) => {
    const { momentum_decay, ...rest } = nAdamSchema.parse(params);
    const options = { ...momentOptions(rest), momentumDecay: momentum_decay };
    return {
      optimizer: optimizers.nAdam.build(options, undefined),
      learningRate: options.learningRate,
      stateAt: (step) => ({ mu_product: momentumProduct(step, options) }),
    };
  },
  RAdam: (params) => {
    const options = momentOptions(momentSchema.parse(params));
    return { optimizer: optimizers.rAdam.build(options, undefined), ...options };
  },
  Adagrad: (params) => {
    const { lr, lr_decay, weight_decay, initial_accumulator_value, eps } =
      adagradSchema.parse(params);
    const options = {
      learningRate: lr,
      learningRateDecay: lr_decay,
      initialAccumulator: initial_accumulator_value,
      epsilon: eps,
      weightDecay: weight_decay,
    };
    return { optimizer: optimizers.adagrad.build(options, undefined), learningRate: lr };
  },
  Adadelta: (params) => {
    const { lr, eps, weight_decay, rho } = adadeltaSchema.parse(params);
    const options = { learningRate: lr, rho, epsilon: eps, weightDecay: weight_decay };
    return { optimizer: optimizers.adadelta.build(options, undefined), learningRate: lr };
  },
  RMSprop: (params) => {
    const { lr, eps, weight_decay, ...rest } = rmspropSchema.parse(params);
    const options = { learningRate: lr, epsilon: eps, weightDecay: weight_decay, ...rest };
    return { optimizer: optimizers.rmsprop.build(options, undefined), learningRate: lr };
  },
};

/** Throws NotSupported for an optimizer, or a ZodError for a parameter, that the product lacks. */
export function torchOptimizer(name: string, params: unknown): Built {
  return lookUp(builders, name, "optimizer")(params);
}
