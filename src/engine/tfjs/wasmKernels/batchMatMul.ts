/** Adds transposes to tfjs-wasm's matrix product, whose fast kernel takes none. */
import * as tf from "@tensorflow/tfjs-core";
import { KernelScope, type WasmBackend } from "./scope";

export function batchMatMulWithTransposes(plain: tf.KernelConfig): tf.KernelConfig {
  return {
    ...plain,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { transposeA, transposeB } = attrs as unknown as tf.BatchMatMulAttrs;
      const scope = new KernelScope(backend as unknown as WasmBackend);
      const turned = (x: tf.TensorInfo, isTransposed: boolean) => {
        if (!isTransposed) return x;
        const axes = x.shape.map((_, axis) => axis);
        return scope.transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
      };
      const { a, b } = inputs as Record<"a" | "b", tf.TensorInfo>;
      const output = plain.kernelFunc({
        inputs: { a: turned(a, transposeA), b: turned(b, transposeB) },
        attrs: { transposeA: false, transposeB: false },
        backend,
      }) as tf.TensorInfo;
      return scope.finish(output, output.shape);
    },
  };
}
