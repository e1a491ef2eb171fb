/** Runs tfjs-wasm kernels by name inside another kernel, and frees what they made in between. */
import * as tf from "@tensorflow/tfjs-core";

type Info = tf.TensorInfo;

export interface WasmBackend {
  disposeData(dataId: object, force?: boolean): boolean;
  makeOutput(shape: number[], dtype: "float32"): Info;
  /** A view of a float32 tensor, valid until the heap grows. */
  typedArrayFromHeap(info: Info): Float32Array;
}

export class KernelScope {
  private readonly made: Info[] = [];

  constructor(private readonly backend: WasmBackend) {}

  run(kernelName: string, inputs: tf.NamedTensorInfoMap | Info[], attrs: object): Info {
    const kernel = tf.getKernel(kernelName, "wasm");
    const output = kernel.kernelFunc({
      // Concat takes a list where the others take names.
      inputs: inputs as tf.NamedTensorInfoMap,
      attrs: attrs as tf.NamedAttrMap,
      backend: this.backend,
    }) as Info;
    this.made.push(output);
    return output;
  }

  transpose(x: Info, perm: number[]): Info {
    return this.run("Transpose", { x }, { perm });
  }

  /** A product of two matrices, without the transposes that tfjs-wasm's kernel lacks. */
  matMul(a: Info, b: Info): Info {
    return this.run(
      "BatchMatMul",
      { a: reshaped(a, [1, ...a.shape]), b: reshaped(b, [1, ...b.shape]) },
      { transposeA: false, transposeB: false },
    );
  }

  conv2d(x: Info, filter: Info, pad: [before: number, after: number][], dilation = 1): Info {
    // XNNPACK pads but does not crop: negative padding is cut away first.
    const size = x.shape.map((extent, axis) => extent + Math.min(pad[axis]![1], 0));
    const cropped = size.every((extent, axis) => extent === x.shape[axis])
      ? x
      : this.run("Slice", { x }, { begin: [0, 0, 0, 0], size });
    return this.run(
      "Conv2D",
      { x: cropped, filter },
      {
        strides: [1, 1],
        pad: pad.map(([before, after]) => [before, Math.max(after, 0)]),
        dilations: [dilation, dilation],
        dataFormat: "NHWC",
      },
    );
  }

  /** Frees everything but `result`, and returns it with `shape`. */
  finish(result: Info, shape: readonly number[]): Info {
    for (const info of this.made)
      if (info.dataId !== result.dataId) this.backend.disposeData(info.dataId);
    return reshaped(result, shape);
  }
}

/** The same data seen with another shape. */
export function reshaped(info: Info, shape: readonly number[]): Info {
  return { dataId: info.dataId, dtype: info.dtype, shape: [...shape] };
}
