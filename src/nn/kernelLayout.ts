/**
 * PyTorch's layouts and the kernels': convolutions `[out, in, height, width]` ↔
 * `[height, width, in, out]` (depthwise: in is 1, so `[height, width, channels]`), linear
 * `[out, in]` ↔ `[in, out]`.
 */

/** Values in PyTorch's layout → the kernels'. */
export function toKernelLayout(values: Float32Array, torchShape: readonly number[]): Float32Array {
  return permuted(values, torchShape, (torch, kernel) => [kernel, torch]);
}

/** Values in the kernels' layout → PyTorch's. */
export function toTorchLayout(values: Float32Array, torchShape: readonly number[]): Float32Array {
  return permuted(values, torchShape, (torch, kernel) => [torch, kernel]);
}

function permuted(
  values: Float32Array,
  torchShape: readonly number[],
  places: (torch: number, kernel: number) => [to: number, from: number],
): Float32Array {
  if (torchShape.length < 2) return values.slice();
  const [out, into, height = 1, width = 1] = torchShape as [number, number, number?, number?];
  const result = new Float32Array(values.length);
  let torch = 0;
  for (let o = 0; o < out; o++)
    for (let i = 0; i < into; i++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const [to, from] = places(torch++, ((y * width + x) * into + i) * out + o);
          result[to] = values[from]!;
        }
  return result;
}
