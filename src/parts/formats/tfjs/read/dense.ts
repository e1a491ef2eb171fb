/** Keras's Dense as a linear layer of ours, or a convolution. */
import { z } from "zod";
import { toTorchLayout } from "../../../../nn/kernelLayout";
import { zeros } from "../../../models/blocks";
import { emitActivation } from "./activations";
import { configOf } from "./settings";
import type { Translate } from "./translation";

const denseConfig = z.looseObject({
  units: z.int().min(1).max(65_536),
  use_bias: z.boolean().default(true),
  activation: z.string().nullish(),
});

/** Behind flattened pixels it is a convolution with a kernel as large as the image. */
export const dense: Translate = (node, to) => {
  const { units, use_bias: hasBias, activation } = configOf(node, denseConfig);
  const input = to.source(node);
  const shape = to.shapeOf(input);
  const bias = () => (hasBias ? to.take(node, "bias", [units]) : new Float32Array(units));
  if (to.isFlattened(node)) {
    const [side, width, channels] = shape as [number, number, number];
    if (side !== width) throw new Error(`Layer "${node.name}" reads pixels of no square image.`);
    const kernel = to.take(node, "kernel", [side * side * channels, units]);
    const weight = toTorchLayout(kernel, [units, channels, side, side]);
    const conv = to.emit(
      node,
      {
        op: "conv2d",
        name: node.name,
        inputs: [input],
        inChannels: channels,
        outChannels: units,
        kernelPx: side,
        stridePx: 1,
        paddingPx: 0,
        groups: 1,
        hasBias: true,
        initializer: { kind: "kaimingNormalFanIn" },
        biasInitializer: zeros,
      },
      { parameters: { weight, bias: bias() } },
    );
    emitActivation(node, to, activation);
    const inputs = [to.outputOf(node.name)];
    to.emit(node, { op: "flatten", name: `${conv}.flatten`, inputs });
    return;
  }
  const inFeatures = shape.at(-1)!;
  const weight = toTorchLayout(to.take(node, "kernel", [inFeatures, units]), [units, inFeatures]);
  to.emit(
    node,
    {
      op: "linear",
      name: node.name,
      inputs: [input],
      inFeatures,
      outFeatures: units,
      weightInitializer: { kind: "uniform", bound: 1 / Math.sqrt(inFeatures) },
      biasInitializer: zeros,
    },
    { parameters: { weight, bias: bias() } },
  );
  emitActivation(node, to, activation);
};
