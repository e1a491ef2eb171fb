/** Runs of layers that several models share, initialised as torchvision initialises them. */
import type { Initializer } from "../../nn/initialize";
import type { Layer } from "../../nn/ops";
import type { BatchNorm } from "../../nn/ops/batchNorm";
import type { Conv2d } from "../../nn/ops/conv2d";

type ConvShape = Pick<Conv2d, "inChannels" | "outChannels" | "kernelPx"> &
  Partial<Omit<Conv2d, "op" | "name" | "inputs">>;

/**
 * A convolution; unless `shape` says otherwise without bias, in one group, padded so that stride 1
 * keeps the size, and kaiming normal by fan out.
 */
export function convolution(name: string, input: string, shape: ConvShape): Conv2d {
  return {
    op: "conv2d",
    name,
    inputs: [input],
    stridePx: 1,
    paddingPx: (shape.kernelPx - 1) / 2,
    groups: 1,
    hasBias: false,
    initializer: { kind: "kaimingNormalFanOut" },
    ...shape,
  };
}

export function normalization(
  name: string,
  input: string,
  channels: number,
  { epsilon, momentum }: Pick<BatchNorm, "epsilon" | "momentum"> = { epsilon: 1e-5, momentum: 0.1 },
): BatchNorm {
  return { op: "batchNorm", name, inputs: [input], channels, epsilon, momentum };
}

/** Layers `<name>.conv`, `<name>.bn`, `<name>.relu`. */
export function convNormRelu(name: string, input: string, shape: ConvShape): Layer[] {
  return [
    convolution(`${name}.conv`, input, shape),
    normalization(`${name}.bn`, `${name}.conv`, shape.outChannels),
    { op: "activation", kind: "relu", name: `${name}.relu`, inputs: [`${name}.bn`] },
  ];
}

export const zeros: Initializer = { kind: "constant", value: 0 };

/** Of a linear layer; PyTorch's own are uniform up to 1 / √features. */
export interface LinearInitializers {
  weight: Initializer;
  bias: Initializer;
}

/** Global average pool, dropout where it drops anything, and a linear layer called `name`. */
export function classifier(
  name: string,
  input: string,
  features: number,
  classCount: number,
  dropout: number,
  initializers?: LinearInitializers,
): Layer[] {
  return [
    { op: "globalAveragePool", name: "avgpool", inputs: [input] },
    ...droppedLinear(name, "avgpool", features, classCount, dropout, initializers),
  ];
}

/** Dropout where it drops anything, and a linear layer called `name`. */
export function droppedLinear(
  name: string,
  input: string,
  inFeatures: number,
  outFeatures: number,
  dropout: number,
  initializers?: LinearInitializers,
): Layer[] {
  const uniform = { kind: "uniform", bound: 1 / Math.sqrt(inFeatures) } as const;
  const isDropping = dropout > 0;
  const linear: Layer = {
    op: "linear",
    name,
    inputs: [isDropping ? "dropout" : input],
    inFeatures,
    outFeatures,
    weightInitializer: initializers?.weight ?? uniform,
    biasInitializer: initializers?.bias ?? uniform,
  };
  if (!isDropping) return [linear];
  return [{ op: "dropout", name: "dropout", inputs: [input], probability: dropout }, linear];
}
