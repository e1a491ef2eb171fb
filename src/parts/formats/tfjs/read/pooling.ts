/** Keras's pools as ours. */
import { z } from "zod";
import { sizeOf } from "../../../../lib/shape";
import { keepDimensions } from "./gates";
import type { KerasNode } from "./kerasGraph";
import { samePadding, sideOf, type Padding } from "./padding";
import { configOf } from "./settings";
import type { Translation } from "./translation";

const px = z.int().min(1).max(128);
const side = z
  .union([px.transform((value) => [value, value] as const), z.tuple([px, px])])
  .refine(([height, width]) => height === width, "Only squares can be read.")
  .transform(([extent]) => extent);

const poolConfig = z.looseObject({
  pool_size: side.default(2),
  strides: side.nullish(),
  padding: z.enum(["valid", "same"]).default("valid"),
  data_format: z.literal("channels_last").nullish(),
});

export function maxPooling(node: KerasNode, to: Translation): void {
  const { window, padding, isSame } = poolOf(node, to);
  const input = to.source(node);
  // A layer of zeros in front is what we pad with only where nothing is negative.
  if (!isSame && padding.after > 0 && !isRectified(to, input))
    throw new Error(`Layer "${node.name}" pools padded values that may be negative.`);
  to.emit(node, { op: "maxPool", name: node.name, inputs: [input], ...window });
}

export function averagePooling(node: KerasNode, to: Translation): void {
  const { window, padding, isSame } = poolOf(node, to);
  // A layer of zeros in front is counted, as ours are.
  if (isSame && padding.after > 0)
    throw new Error(
      `Layer "${node.name}" leaves its padding out of the mean, which can't be read.`,
    );
  to.emit(node, { op: "averagePool", name: node.name, inputs: [to.source(node)], ...window });
}

export function globalAveragePooling(node: KerasNode, to: Translation): void {
  const { keepdims } = configOf(node, z.looseObject({ keepdims: z.boolean().nullish() }));
  const inputs = [to.source(node)];
  const keepsDimensions = keepdims === true;
  sideOf(to.shapeOf(inputs[0]!), node.name);
  to.emit(node, {
    op: "globalAveragePool",
    name: node.name,
    inputs,
    ...(keepsDimensions && { keepsDimensions }),
  });
}

/** Between a row of channels and one pixel of them, or nothing at all. */
export function reshape(node: KerasNode, to: Translation): void {
  const { target_shape: target } = configOf(
    node,
    z.looseObject({ target_shape: z.array(z.int()).min(1).max(3) }),
  );
  const input = to.source(node);
  const shape = to.shapeOf(input);
  const channels = shape.at(-1)!;
  const wanted = target.map((extent) => (extent === -1 ? channels : extent));
  to.pass(node);
  if (String(wanted) === String(shape)) return;
  const isRow = String(wanted) === String([channels]) && sizeOf(shape) === channels;
  if (isRow) {
    to.emit(node, { op: "flatten", name: node.name, inputs: [input] });
    return;
  }
  const isPixel = String(wanted) === String([1, 1, channels]);
  if (!isPixel || !(copyPool(node, to) || keepDimensions(to, input)))
    throw new Error(
      `Layer "${node.name}" makes [${wanted.join(", ")}] of [${shape.join(", ")}], which can't be read.`,
    );
}

/** A pool may be read as a row too. */
function copyPool(node: KerasNode, to: Translation): boolean {
  const pool = to.layerOf(to.source(node));
  if (pool?.op !== "globalAveragePool") return false;
  to.emit(node, { ...pool, name: node.name, keepsDimensions: true });
  return true;
}

function poolOf(node: KerasNode, to: Translation) {
  const config = configOf(node, poolConfig);
  const { pool_size: kernelPx } = config;
  const stridePx = config.strides ?? kernelPx;
  const inputPx = sideOf(to.shapeOf(to.source(node)), node.name);
  const isSame = config.padding === "same";
  const padding: Padding = isSame
    ? samePadding(inputPx, kernelPx, stridePx)
    : to.paddingBefore(node);
  if (padding.before !== padding.after)
    throw new Error(
      `Layer "${node.name}" pads one side more than the other, which a pool can't do here.`,
    );
  return { window: { kernelPx, stridePx, paddingPx: padding.after }, padding, isSame };
}

function isRectified({ layers }: Translation, name: string): boolean {
  const layer = layers.find((it) => it.name === name);
  return layer?.op === "activation" && (layer.kind === "relu" || layer.kind === "relu6");
}
