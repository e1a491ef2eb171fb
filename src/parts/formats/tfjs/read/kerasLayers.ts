/** The Keras layers that can be read, each as layers of ours. */
import { z } from "zod";
import { toTorchLayout } from "../../../../nn/kernelLayout";
import { zeros } from "../../../models/blocks";
import { conv2d, depthwiseConv2d, separableConv2d } from "./convolutions";
import type { KerasNode } from "./kerasGraph";
import { averagePooling, globalAveragePooling, maxPooling, reshape } from "./pooling";
import { configOf, emitActivation } from "./settings";
import { alike, type Translation } from "./translation";

type Translate = (node: KerasNode, to: Translation) => void;

const lastAxis = (rank: number) =>
  z
    .union([z.int(), z.tuple([z.int()]).transform(([axis]) => axis)])
    .refine((axis) => axis === -1 || axis === rank, "Only the last axis can be normalised.")
    .default(-1);

const ones = (size: number) => new Float32Array(size).fill(1);

const batchNormalization: Translate = (node, to) => {
  const input = to.source(node);
  const shape = to.shapeOf(input);
  if (to.isFlattened(node)) throw new Error(`Layer "${node.name}" normalises flattened pixels.`);
  const { epsilon, momentum, scale, center } = configOf(
    node,
    z.looseObject({
      axis: lastAxis(shape.length),
      epsilon: z.number().min(0).default(1e-3),
      momentum: z.number().min(0).max(1).default(0.99),
      scale: z.boolean().default(true),
      center: z.boolean().default(true),
    }),
  );
  const channels = shape.at(-1)!;
  const take = (kind: string) => to.take(node, kind, [channels]);
  if (to.isFirst(node) && channels === 3 && !scale && !center) {
    // Nothing learned: it normalises the images, and training is not to do that by the batch.
    const [mean, variance] = [take("moving_mean"), take("moving_variance")];
    to.preprocessing = {
      mean: triple(mean, (value) => value),
      standardDeviation: triple(variance, (value) => Math.sqrt(value + epsilon)),
    };
    to.pass(node);
    return;
  }
  to.emit(
    node,
    {
      op: "batchNorm",
      name: node.name,
      inputs: [input],
      channels,
      epsilon,
      // Keras's is the share of the old statistics.
      momentum: 1 - momentum,
    },
    {
      parameters: {
        weight: scale ? take("gamma") : ones(channels),
        bias: center ? take("beta") : new Float32Array(channels),
      },
      buffers: {
        running_mean: take("moving_mean"),
        running_var: take("moving_variance"),
        num_batches_tracked: new Float32Array(1),
      },
    },
  );
};

const triple = (values: Float32Array, of: (value: number) => number) =>
  [of(values[0]!), of(values[1]!), of(values[2]!)] as const;

const layerNormalization: Translate = (node, to) => {
  const input = to.source(node);
  const shape = to.shapeOf(input);
  const { epsilon } = configOf(
    node,
    z.looseObject({
      axis: lastAxis(shape.length),
      epsilon: z.number().min(0).default(1e-3),
      scale: z.literal(true).default(true),
      center: z.literal(true).default(true),
    }),
  );
  const channels = shape.at(-1)!;
  to.emit(
    node,
    { op: "layerNorm", name: node.name, inputs: [input], channels, epsilon },
    {
      parameters: {
        weight: to.take(node, "gamma", [channels]),
        bias: to.take(node, "beta", [channels]),
      },
    },
  );
};

const denseConfig = z.looseObject({
  units: z.int().min(1).max(65_536),
  use_bias: z.boolean().default(true),
  activation: z.string().nullish(),
});

/** Behind flattened pixels it is a convolution with a kernel as large as the image. */
const dense: Translate = (node, to) => {
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

const activation: Translate = (node, to) => {
  const { activation: kind } = configOf(node, z.looseObject({ activation: z.string() }));
  to.pass(node);
  emitActivation(node, to, kind, to.source(node));
};

const reluConfig = z.looseObject({
  max_value: z.union([z.literal(6), z.null()], "Only 6 and none can be read.").default(null),
  negative_slope: z.literal(0).nullish(),
  threshold: z.literal(0).nullish(),
});

const relu: Translate = (node, to) => {
  const { max_value: limit } = configOf(node, reluConfig);
  to.pass(node);
  emitActivation(node, to, limit === 6 ? "relu6" : "relu", to.source(node));
};

const softmax: Translate = (node, to) => {
  to.pass(node);
  emitActivation(node, to, "softmax", to.source(node));
};

const dropout: Translate = (node, to) => {
  const { rate } = configOf(node, z.looseObject({ rate: z.number().min(0).max(1) }));
  to.pass(node);
  const inputs = [to.source(node)];
  if (rate > 0) to.emit(node, { op: "dropout", name: node.name, inputs, probability: rate });
};

const flatten: Translate = (node, to) => {
  const input = to.source(node);
  const shape = to.shapeOf(input);
  to.pass(node);
  if (shape.length === 3 && shape[0] === 1 && shape[1] === 1)
    to.emit(node, { op: "flatten", name: node.name, inputs: [input] });
  else if (shape.length === 3) to.flattened.add(node.name);
};

const sides = z.tuple([z.int().min(0).max(64), z.int().min(0).max(64)]);
const zeroPadding: Translate = (node, to) => {
  const { padding } = configOf(
    node,
    z.looseObject({
      padding: z.union([
        z.tuple([sides, sides]).refine(([rows, columns]) => String(rows) === String(columns)),
        sides
          .refine(([rows, columns]) => rows === columns)
          .transform(([it]) => [[it, it]] as const),
        z
          .int()
          .min(0)
          .max(64)
          .transform((it) => [[it, it]] as const),
      ]),
      data_format: z.literal("channels_last").nullish(),
    }),
  );
  to.pass(node);
  const [before, after] = padding[0];
  to.paddings.set(node.name, { before, after });
};

const add: Translate = (node, to) => {
  const [first, ...others] = node.inputs.map((_, place) => to.source(node, place));
  others.forEach((other, i) => {
    const name = i === others.length - 1 ? node.name : `${node.name}.${i}`;
    to.emit(node, { op: "add", name, inputs: [i === 0 ? first! : to.outputOf(node.name), other] });
  });
};

/** Of an image's channels by a gate for each. */
const multiply: Translate = (node, to) => {
  const inputs = [to.source(node), to.source(node, 1)];
  const isGate = (name: string) => to.shapeOf(name).slice(0, 2).join() === "1,1";
  if (inputs.length === 2 && isGate(inputs[0]!)) inputs.reverse();
  if (node.inputs.length !== 2 || !isGate(inputs[1]!))
    throw new Error(`Layer "${node.name}" multiplies more than channels by gates.`);
  to.emit(node, { op: "scale", name: node.name, inputs });
};

/** Of pixels from 0 to 255, before everything else. */
const rescaling: Translate = (node, to) => {
  const { scale, offset } = configOf(
    node,
    z.looseObject({ scale: z.number().gt(0), offset: z.number().default(0) }),
  );
  if (!to.isFirst(node)) throw new Error(`Layer "${node.name}" rescales what is no image.`);
  const deviation = 1 / (255 * scale);
  to.preprocessing = alike(-offset * deviation, deviation);
  to.pass(node);
};

const kerasLayers: ReadonlyMap<string, Translate> = new Map([
  ["Conv2D", conv2d],
  ["DepthwiseConv2D", depthwiseConv2d],
  ["SeparableConv2D", separableConv2d],
  ["BatchNormalization", batchNormalization],
  ["LayerNormalization", layerNormalization],
  ["Dense", dense],
  ["Activation", activation],
  ["ReLU", relu],
  ["Softmax", softmax],
  ["Dropout", dropout],
  ["Flatten", flatten],
  ["Reshape", reshape],
  ["ZeroPadding2D", zeroPadding],
  ["MaxPooling2D", maxPooling],
  ["AveragePooling2D", averagePooling],
  ["GlobalAveragePooling2D", globalAveragePooling],
  ["Add", add],
  ["Multiply", multiply],
  ["Rescaling", rescaling],
]);

/** What only a layer that takes it over can follow. */
const takesPadding = ["Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D"];
const takesFlattened = ["Dense", "Dropout", "Activation", "ReLU", "Flatten"];

/** Throws, naming the layer, where it can't be read. */
export function translate(node: KerasNode, to: Translation): void {
  const { className, name, inputs } = node;
  const known = kerasLayers.get(className);
  if (!known)
    throw new Error(
      `Layer "${name}" is a ${className}, which can't be read here. Can be: ${[...kerasLayers.keys()].join(", ")}.`,
    );
  if (inputs.some((input) => to.paddings.has(input)) && !takesPadding.includes(className))
    throw new Error(`Layer "${name}" (${className}) reads what is padded, which can't be read.`);
  if (inputs.some((input) => to.flattened.has(input)) && !takesFlattened.includes(className))
    throw new Error(`Layer "${name}" (${className}) reads flattened pixels, which can't be read.`);
  known(node, to);
}
