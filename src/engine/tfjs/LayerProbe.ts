/**
 * Looks at every layer's output, and at the gradient that comes back to it, and changes neither: what
 * a probed pass computes is bit for bit what the same pass computes without a probe.
 */
import * as tf from "@tensorflow/tfjs-core";

export interface LayerValues {
  /** `[batch, height, width, channels]` or `[batch, features]`, as the engine computes it. */
  shape: readonly number[];
  output: Float32Array;
  /** Of the sum that was differentiated; null where none came back. */
  gradient: Float32Array | null;
}

export class LayerProbe {
  private readonly outputs = new Map<string, tf.Tensor>();
  private readonly gradients = new Map<string, tf.Tensor>();

  /** The layer's output under an identity, whose gradient is seen as it passes. */
  watch(layerName: string, output: tf.Tensor): tf.Tensor {
    this.outputs.set(layerName, tf.keep(output.clone()));
    const identity = tf.customGrad((x) => ({
      value: (x as tf.Tensor).clone(),
      gradFunc: (gradient: tf.Tensor) => {
        this.gradients.set(layerName, tf.keep(gradient.clone()));
        return gradient.clone();
      },
    }));
    return identity(output);
  }

  /** The layers in the order in which they ran, one at a time; each is let go after it was looked at. */
  async *read(): AsyncGenerator<[layerName: string, values: LayerValues], void> {
    try {
      for (const [layerName, output] of this.outputs) {
        const gradient = this.gradients.get(layerName);
        yield [
          layerName,
          {
            shape: output.shape,
            output: (await output.data<"float32">()).slice(),
            gradient: gradient ? (await gradient.data<"float32">()).slice() : null,
          },
        ];
        tf.dispose(gradient ? [output, gradient] : output);
      }
    } finally {
      tf.dispose([...this.outputs.values(), ...this.gradients.values()]);
    }
  }
}
