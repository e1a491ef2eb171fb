/** Runs of layers that several models share, initialised as torchvision initialises them. */
import type { Layer } from "../../nn/ops";
import type { BatchNorm } from "../../nn/ops/batchNorm";
import type { Conv2d } from "../../nn/ops/conv2d";

type ConvShape = Pick<Conv2d, "inChannels" | "outChannels" | "kernelPx"> &
  Partial<Pick<Conv2d, "stridePx">>;

/** A convolution without bias, padded so that stride 1 keeps the size; kaiming normal by fan out. */
export function convolution(name: string, input: string, shape: ConvShape): Conv2d {
  return {
    op: "conv2d",
    name,
    inputs: [input],
    stridePx: 1,
    ...shape,
    paddingPx: (shape.kernelPx - 1) / 2,
    groups: 1,
    hasBias: false,
    initializer: { kind: "kaimingNormalFanOut" },
  };
}

export function normalization(name: string, input: string, channels: number): BatchNorm {
  return { op: "batchNorm", name, inputs: [input], channels, epsilon: 1e-5, momentum: 0.1 };
}

/** Layers `<name>.conv`, `<name>.bn`, `<name>.relu`. */
export function convNormRelu(name: string, input: string, shape: ConvShape): Layer[] {
  return [
    convolution(`${name}.conv`, input, shape),
    normalization(`${name}.bn`, `${name}.conv`, shape.outChannels),
    { op: "activation", kind: "relu", name: `${name}.relu`, inputs: [`${name}.bn`] },
  ];
}

/** Global average pool, dropout where it drops anything, and a linear layer called `name`. */
export function classifier(
  name: string,
  input: string,
  features: number,
  classCount: number,
  dropout: number,
): Layer[] {
  const bound = 1 / Math.sqrt(features);
  const layers: Layer[] = [{ op: "globalAveragePool", name: "avgpool", inputs: [input] }];
  if (dropout > 0)
    layers.push({ op: "dropout", name: "dropout", inputs: ["avgpool"], probability: dropout });
  layers.push({
    op: "linear",
    name,
    inputs: [layers.at(-1)!.name],
    inFeatures: features,
    outFeatures: classCount,
    weightInitializer: { kind: "uniform", bound },
    biasInitializer: { kind: "uniform", bound },
  });
  return layers;
}
