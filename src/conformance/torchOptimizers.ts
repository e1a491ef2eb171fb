/** The product's optimizers by PyTorch's names and parameters, with PyTorch's defaults. */
import { z } from "zod";
import { optimizers } from "../parts/optimizers";
import type { Optimizer } from "../parts/optimizers/optimizer";
import { lookUp } from "./section";

interface Built {
  optimizer: Optimizer;
  learningRate: number;
}

const number = (value: number) => z.number().default(value);
const flag = z.boolean().default(false);

const adamParams = {
  lr: number(0.001),
  betas: z.tuple([z.number(), z.number()]).default([0.9, 0.999]),
  eps: number(1e-8),
  amsgrad: flag,
};
const adamSchema = z.strictObject({ ...adamParams, weight_decay: number(0) });
const adamWSchema = z.strictObject({ ...adamParams, weight_decay: number(0.01) });
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

const adamOptions = ({ lr, betas, eps, amsgrad, weight_decay }: z.infer<typeof adamSchema>) => ({
  learningRate: lr,
  beta1: betas[0],
  beta2: betas[1],
  epsilon: eps,
  amsgrad,
  weightDecay: weight_decay,
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
