/**
 * The two gradients of a depthwise convolution that tfjs-backend-wasm 4.22 lacks, composed from the
 * kernels that it has: the input gradient is a depthwise convolution of the spread `dy` with the filter
 * turned round; the filter gradient is, tap by tap, the sum over pixels of shifted images times `dy`.
 */
import * as tf from "@tensorflow/tfjs-core";
import { spreadWithZeros } from "../../../src/engine/tfjs/wasmKernels/conv2dBackpropInput";
import {
  KernelScope,
  reshaped,
  type WasmBackend,
} from "../../../src/engine/tfjs/wasmKernels/scope";

type Info = tf.TensorInfo;

export const depthwiseBackpropInput: tf.KernelConfig = {
  kernelName: tf.DepthwiseConv2dNativeBackpropInput,
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as Record<"dy" | "filter", Info>;
    const { strides, dilations, pad, dimRoundingMode, inputShape } =
      attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs;
    const info = infoOf(inputShape, filter.shape, strides, dilations, pad, dimRoundingMode);
    const scope = new KernelScope(backend as unknown as WasmBackend);
    const turned = scope.run("Reverse", { x: filter }, { dims: [0, 1] });
    const stride = info.strideHeight;
    const spread = stride === 1 ? dy : spreadWithZeros(scope, dy, stride);
    const before = [
      info.filterHeight - 1 - info.padInfo.top,
      info.filterWidth - 1 - info.padInfo.left,
    ];
    // What the forward's windows reached in the end, and what they left out.
    const after = [
      info.inHeight - (spread.shape[1]! + before[0]! - info.filterHeight + 1),
      info.inWidth - (spread.shape[2]! + before[1]! - info.filterWidth + 1),
    ];
    const [batch, height, width, channels] = spread.shape as [number, number, number, number];
    const size = [batch, height + Math.min(after[0]!, 0), width + Math.min(after[1]!, 0), channels];
    const isCropped = size[1] !== height || size[2] !== width;
    const x = isCropped ? scope.run("Slice", { x: spread }, { begin: [0, 0, 0, 0], size }) : spread;
    const gradient = scope.run(
      "DepthwiseConv2dNative",
      { x, filter: turned },
      {
        strides: [1, 1],
        dilations: [1, 1],
        pad: [
          [0, 0],
          [before[0], Math.max(after[0]!, 0)],
          [before[1], Math.max(after[1]!, 0)],
          [0, 0],
        ],
      },
    );
    return scope.finish(gradient, inputShape);
  },
};

export const depthwiseBackpropFilter: tf.KernelConfig = {
  kernelName: tf.DepthwiseConv2dNativeBackpropFilter,
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as Record<"x" | "dy", Info>;
    const { strides, dilations, pad, dimRoundingMode, filterShape } =
      attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs;
    const info = infoOf(x.shape, filterShape, strides, dilations, pad, dimRoundingMode);
    const { batchSize: batch, outHeight, outWidth, inChannels: channels, padInfo } = info;
    const stride = info.strideHeight;
    const rows = batch * outHeight * outWidth;
    const backendOf = backend as unknown as WasmBackend;
    const scope = new KernelScope(backendOf);
    const needed = (out: number, taps: number) => (out - 1) * stride + taps;
    const bottom = needed(outHeight, info.filterHeight) - info.inHeight - padInfo.top;
    const right = needed(outWidth, info.filterWidth) - info.inWidth - padInfo.left;
    const paddings = [
      [0, 0],
      [padInfo.top, Math.max(bottom, 0)],
      [padInfo.left, Math.max(right, 0)],
      [0, 0],
    ];
    const padded = scope.run("PadV2", { x }, { paddings, constantValue: 0 });
    const ones = scope.run("Fill", {}, { shape: [1, rows], value: 1, dtype: "float32" });
    const taps: Info[] = [];
    for (let row = 0; row < info.filterHeight; row++)
      for (let column = 0; column < info.filterWidth; column++) {
        // Nine shifted copies of the image would be far more than the gradient: freed tap by tap.
        const tap = new KernelScope(backendOf);
        const begin = [0, row, column, 0];
        const size = [batch, outHeight, outWidth, channels];
        const end = size.map((extent, axis) =>
          axis === 1 || axis === 2 ? begin[axis]! + (extent - 1) * stride + 1 : extent,
        );
        const shifted =
          stride === 1
            ? tap.run("Slice", { x: padded }, { begin, size })
            : tap.run("StridedSlice", { x: padded }, stridedAttrs(begin, end, stride));
        const products = tap.run("Multiply", { a: shifted, b: dy }, {});
        const sums = tap.matMul(ones, reshaped(products, [rows, channels]));
        taps.push(tap.finish(sums, [1, channels]));
      }
    const gradient = scope.run("Concat", taps, { axis: 0 });
    for (const { dataId } of taps) backendOf.disposeData(dataId);
    return scope.finish(gradient, filterShape);
  },
};

function stridedAttrs(begin: number[], end: number[], stride: number) {
  const strides = [1, stride, stride, 1];
  const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
  return { begin, end, strides, ...masks };
}

function infoOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  strides: [number, number] | number,
  dilations: [number, number] | number,
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4],
  dimRoundingMode: "floor" | "round" | "ceil" | undefined,
) {
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
}
