/**
 * The input gradient of a convolution as a forward convolution of `dy` with the filter turned round;
 * tfjs-wasm 4.22's own kernel is a plain loop, many times slower. A stride spreads `dy` with zeros.
 */
import * as tf from "@tensorflow/tfjs-core";
import { KernelScope, reshaped, type WasmBackend } from "./scope";

export const conv2dBackpropInput: tf.KernelConfig = {
  kernelName: tf.Conv2DBackpropInput,
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as Record<"dy" | "filter", tf.TensorInfo>;
    const { strides, pad, dimRoundingMode, inputShape } =
      attrs as unknown as tf.Conv2DBackpropInputAttrs;
    const info = tf.backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as [number, number, number, number],
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const scope = new KernelScope(backend as unknown as WasmBackend);
    const { filterHeight, filterWidth, inChannels, outChannels, strideHeight: stride } = info;
    if (filterHeight === 1 && filterWidth === 1 && stride === 1 && info.padInfo.top === 0) {
      const rows = info.batchSize * info.inHeight * info.inWidth;
      const weights = scope.transpose(reshaped(filter, [inChannels, outChannels]), [1, 0]);
      return scope.finish(scope.matMul(reshaped(dy, [rows, outChannels]), weights), inputShape);
    }
    const turned = scope.transpose(
      scope.run("Reverse", { x: filter }, { dims: [0, 1] }),
      [0, 1, 3, 2],
    );
    const spread = stride === 1 ? dy : spreadWithZeros(scope, dy, stride);
    const top = filterHeight - 1 - info.padInfo.top;
    const left = filterWidth - 1 - info.padInfo.left;
    const padding: [number, number][] = [
      [0, 0],
      [top, info.inHeight - (spread.shape[1]! + top - filterHeight + 1)],
      [left, info.inWidth - (spread.shape[2]! + left - filterWidth + 1)],
      [0, 0],
    ];
    return scope.finish(scope.conv2d(spread, turned, padding), inputShape);
  },
};

/** `[batch, height, width, channels]` → the same with `stride − 1` zeros after each row and column. */
export function spreadWithZeros(
  scope: KernelScope,
  x: tf.TensorInfo,
  stride: number,
): tf.TensorInfo {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const zeros = (shape: number[]) => scope.run("Fill", {}, { shape, value: 0, dtype: "float32" });
  const columns = scope.run("Concat", [x, zeros([batch, height, width, channels * (stride - 1)])], {
    axis: 3,
  });
  const rowLength = width * stride * channels;
  const rows = scope.run(
    "Concat",
    [
      reshaped(columns, [batch, height, rowLength]),
      zeros([batch, height, rowLength * (stride - 1)]),
    ],
    { axis: 2 },
  );
  return reshaped(rows, [batch, height * stride, width * stride, channels]);
}
