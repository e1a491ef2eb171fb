/**
 * The gradients of a depthwise convolution, which tfjs-wasm 4.22 lacks, in plain JavaScript on its
 * heap. Filters are `[height, width, channels, 1]`.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "./scope";

type Shape4 = [number, number, number, number];

export const depthwiseBackpropInput: tf.KernelConfig = {
  kernelName: tf.DepthwiseConv2dNativeBackpropInput,
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as Record<"dy" | "filter", tf.TensorInfo>;
    const { strides, pad, dimRoundingMode, inputShape } =
      attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs;
    const filterShape = filter.shape as Shape4;
    const info = geometryOf(inputShape, filterShape, strides, pad, dimRoundingMode);
    const wasm = backend as unknown as WasmBackend;
    const output = wasm.makeOutput(inputShape, "float32");
    // Views are taken last: making an output may move the heap.
    const dx = wasm.typedArrayFromHeap(output);
    const [gradient, weights] = [dy, filter].map((it) => wasm.typedArrayFromHeap(it));
    dx.fill(0);
    forEachTap(info, (input, tap, out) => (dx[input]! += weights![tap]! * gradient![out]!));
    return output;
  },
};

export const depthwiseBackpropFilter: tf.KernelConfig = {
  kernelName: tf.DepthwiseConv2dNativeBackpropFilter,
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as Record<"x" | "dy", tf.TensorInfo>;
    const { strides, pad, dimRoundingMode, filterShape } =
      attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs;
    const info = geometryOf(x.shape as Shape4, filterShape, strides, pad, dimRoundingMode);
    const wasm = backend as unknown as WasmBackend;
    const output = wasm.makeOutput(filterShape, "float32");
    const weights = wasm.typedArrayFromHeap(output);
    const [images, gradient] = [x, dy].map((it) => wasm.typedArrayFromHeap(it));
    weights.fill(0);
    forEachTap(info, (input, tap, out) => (weights[tap]! += images![input]! * gradient![out]!));
    return output;
  },
};

function geometryOf(
  inputShape: Shape4,
  filterShape: Shape4,
  strides: number | [number, number],
  pad: tf.DepthwiseConv2dNativeAttrs["pad"],
  rounding?: "floor" | "round" | "ceil",
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    rounding,
    true,
  );
}

/** Calls `visit` with the places of the input, the weight and the output of every product. */
function forEachTap(
  info: tf.backend_util.Conv2DInfo,
  visit: (input: number, tap: number, out: number) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info;
  let outPixel = 0;
  for (let image = 0; image < batchSize; image++)
    for (let outY = 0; outY < outHeight; outY++)
      for (let outX = 0; outX < outWidth; outX++, outPixel++)
        for (let tapY = 0; tapY < info.filterHeight; tapY++) {
          const y = outY * info.strideHeight - padInfo.top + tapY;
          if (y < 0 || y >= inHeight) continue;
          for (let tapX = 0; tapX < info.filterWidth; tapX++) {
            const x = outX * info.strideWidth - padInfo.left + tapX;
            if (x < 0 || x >= inWidth) continue;
            const input = ((image * inHeight + y) * inWidth + x) * inChannels;
            const tap = (tapY * info.filterWidth + tapX) * inChannels;
            for (let channel = 0; channel < inChannels; channel++)
              visit(input + channel, tap + channel, outPixel * inChannels + channel);
          }
        }
}
