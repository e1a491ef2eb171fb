/** The Keras layers that can be read, each as layers of ours. */
import { activation, relu, softmax } from "./activations";
import { conv2d, depthwiseConv2d, separableConv2d } from "./convolutions";
import { dense } from "./dense";
import type { KerasNode } from "./kerasGraph";
import { add, multiply } from "./merging";
import { batchNormalization, layerNormalization, rescaling } from "./normalization";
import { averagePooling, globalAveragePooling, maxPooling, reshape } from "./pooling";
import { augmentation, augmentations, dropout, flatten, zeroPadding } from "./shaping";
import type { Translate, Translation } from "./translation";

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
  ...augmentations.map((name) => [name, augmentation] as const),
]);

/** What only a layer that takes it over can follow. */
const takesPadding = [
  "Conv2D",
  "DepthwiseConv2D",
  "SeparableConv2D",
  "MaxPooling2D",
  "AveragePooling2D",
];
const takesFlattened = ["Dense", "Dropout", "Activation", "ReLU", "Flatten"];

/** Throws, naming the layer, where it can't be read. */
export function translate(node: KerasNode, to: Translation): void {
  const { className, name, inputs } = node;
  const known = kerasLayers.get(className);
  if (!known)
    throw new Error(
      `Layer "${name}" is a ${className}, which can't be read here. These can: ${[...kerasLayers.keys()].join(", ")}.`,
    );
  if (inputs.some((input) => to.paddings.has(input)) && !takesPadding.includes(className))
    throw new Error(`Layer "${name}" (${className}) reads what is padded, which can't be read.`);
  if (inputs.some((input) => to.flattened.has(input)) && !takesFlattened.includes(className))
    throw new Error(`Layer "${name}" (${className}) reads flattened pixels, which can't be read.`);
  known(node, to);
}
