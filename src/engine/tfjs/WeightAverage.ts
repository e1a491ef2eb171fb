/** The exponential moving average of a model's parameters and buffers, as tensors. */
import * as tf from "@tensorflow/tfjs-core";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import type { ModelState } from "../../nn/state";
import { averageState } from "../average";
import { readTensors, writeTensors } from "./state";

export class WeightAverage {
  /** By name; empty while no average is kept. */
  readonly tensors = new Map<string, tf.Tensor>();

  constructor(private readonly model: Model) {}

  get isKept(): boolean {
    return this.tensors.size > 0;
  }

  start(weights: Iterable<[name: string, tensor: tf.Tensor]>): void {
    this.dispose();
    for (const [name, tensor] of weights) this.tensors.set(name, tf.keep(tensor.clone()));
  }

  /** `average += share · (weights − average)`: what did not change stays as it is, bit for bit. */
  move(share: number, read: (name: string) => tf.Tensor): void {
    for (const [name, before] of this.tensors) {
      const moved = tf.tidy(() => tf.add(before, tf.mul(tf.sub(read(name), before), share)));
      before.dispose();
      this.tensors.set(name, tf.keep(moved));
    }
  }

  /** `buffers` are the weights' own, whose counters it takes. */
  async read(buffers: Readonly<Record<string, Float32Array>>): Promise<ModelState | null> {
    return this.isKept ? averageState(this.model, await readTensors(this.tensors), buffers) : null;
  }

  write(state: ModelState | null): void {
    this.dispose();
    if (!state) return;
    writeTensors(this.tensors, parametersOf(this.model), state.parameters);
    writeTensors(this.tensors, buffersOf(this.model), state.buffers);
  }

  dispose(): void {
    tf.dispose([...this.tensors.values()]);
    this.tensors.clear();
  }
}
