/**
 * The filter gradient of a convolution, which tfjs-wasm 4.22 lacks, as a forward convolution:
 * batch and channels change places, and the forward stride becomes a dilation.
 */
import * as tf from "@tensorflow/tfjs-core";
import { KernelScope, reshaped, type WasmBackend } from "./scope";

export const conv2dBackpropFilter: tf.KernelConfig = {
  kernelName: tf.Conv2DBackpropFilter,
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as Record<"x" | "dy", tf.TensorInfo>;
    const { strides, pad, dimRoundingMode, filterShape } =
      attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    const info = tf.backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const scope = new KernelScope(backend as unknown as WasmBackend);
    const { filterHeight, filterWidth, inChannels, outChannels, strideHeight: stride } = info;
    if (filterHeight === 1 && filterWidth === 1 && stride === 1 && info.padInfo.top === 0) {
      const rows = info.batchSize * info.inHeight * info.inWidth;
      const columns = scope.transpose(reshaped(x, [rows, inChannels]), [1, 0]);
      const product = scope.matMul(columns, reshaped(dy, [rows, outChannels]));
      return scope.finish(product, filterShape);
    }
    const { top, left } = info.padInfo;
    const bottom = filterHeight + (info.outHeight - 1) * stride - info.inHeight - top;
    const right = filterWidth + (info.outWidth - 1) * stride - info.inWidth - left;
    const images = scope.transpose(x, [3, 1, 2, 0]);
    const filter = scope.transpose(dy, [1, 2, 0, 3]);
    const padding: [number, number][] = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    const gradient = scope.conv2d(images, filter, padding, stride);
    return scope.finish(scope.transpose(gradient, [1, 2, 0, 3]), filterShape);
  },
};
