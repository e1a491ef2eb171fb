/**
 * The gradient of max pooling in plain JavaScript on tfjs-wasm's heap. Its own kernel (4.22) is wrong
 * wherever the last window does not end with the image, for example 2×2 windows on an odd size.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "./scope";

export const maxPoolGrad: tf.KernelConfig = {
  kernelName: tf.MaxPoolGrad,
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs as Record<"dy" | "input", tf.TensorInfo>;
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPoolGradAttrs;
    const pool = tf.backend_util.computePool2DInfo(
      input.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const wasm = backend as unknown as WasmBackend;
    const output = wasm.makeOutput(input.shape, "float32");
    // Views are taken last: making an output may move the heap.
    const dx = wasm.typedArrayFromHeap(output);
    dx.fill(0);
    scatterToLargest(dx, wasm.typedArrayFromHeap(input), wasm.typedArrayFromHeap(dy), pool);
    return output;
  },
};

/** Each window's gradient goes to its largest input, the first one among equals, as in PyTorch. */
function scatterToLargest(
  dx: Float32Array,
  x: Float32Array,
  dy: Float32Array,
  pool: tf.backend_util.Conv2DInfo,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = pool;
  let out = 0;
  for (let image = 0; image < batchSize; image++)
    for (let outY = 0; outY < outHeight; outY++)
      for (let outX = 0; outX < outWidth; outX++) {
        const top = outY * pool.strideHeight - padInfo.top;
        const left = outX * pool.strideWidth - padInfo.left;
        const bottom = Math.min(top + pool.filterHeight, inHeight);
        const right = Math.min(left + pool.filterWidth, inWidth);
        for (let channel = 0; channel < inChannels; channel++, out++) {
          let largest = -Infinity;
          let place = -1;
          for (let y = Math.max(top, 0); y < bottom; y++)
            for (let column = Math.max(left, 0); column < right; column++) {
              const at = ((image * inHeight + y) * inWidth + column) * inChannels + channel;
              if (place < 0 || x[at]! > largest) {
                largest = x[at]!;
                place = at;
              }
            }
          dx[place]! += dy[out]!;
        }
      }
}
