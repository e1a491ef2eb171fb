/**
 * The reference engine: the layer list run with TensorFlow.js ops and its autodiff. It works on every
 * tier, and compiled plans are tested against it.
 */
import * as tf from "@tensorflow/tfjs-core";
// The core has gradients only when asked for them.
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import type { Batch } from "../../data/batch";
import { sizeOf } from "../../lib/shape";
import { initialize } from "../../nn/initialize";
import type { Targets } from "../../parts/losses/targets";
import { buffersOf, INPUT, parametersOf, shapesOf, type Model } from "../../nn/model";
import { checkModelState } from "../../nn/state";
import type { Engine, EngineState, LossSum, Update } from "../engine";
import { checkSlots } from "../checkSlots";
import { throwOnFault } from "../fault";
import type { Tier } from "../tier";
import { clipGradientNorm } from "./clip";
import type { LayerProbe } from "./LayerProbe";
import { forwardOps, type ForwardContext } from "./ops";
import { updateRunning, type BatchStatistics } from "./ops/batchNorm";
import { updateParameter, type ParameterState } from "./optimize";
import { sampleBatch } from "../sampleBatch";
import { sharesTensor } from "../sharesTensor";
import { readTensors, writeTensors } from "./state";

export class TfjsEngine implements Engine {
  private readonly parameters = new Map<string, tf.Tensor>();
  private readonly buffers = new Map<string, tf.Tensor>();
  private readonly gradients = new Map<string, tf.Tensor>();
  private readonly optimizer = new Map<string, ParameterState>();
  private images: tf.Tensor4D | null = null;
  private targets: Targets | null = null;
  private lossSum: tf.Scalar = tf.keep(tf.scalar(0));
  private gradientNorm: tf.Scalar | null = null;

  constructor(
    readonly model: Model,
    readonly tier: Tier,
    seed: number,
  ) {
    shapesOf(model); // Throws where an image is too small for the model.
    writeTensors(
      this.parameters,
      parametersOf(model),
      Object.fromEntries(parametersOf(model).map((it) => [it.name, initialize(it, seed)])),
    );
    writeTensors(
      this.buffers,
      buffersOf(model),
      Object.fromEntries(buffersOf(model).map((it) => [it.name, filled(it)])),
    );
  }

  setBatch(batch: Batch): void {
    this.images?.dispose();
    const { imageSizePx, indices, targets } = batch;
    const shape = [indices.length, imageSizePx, imageSizePx, 3] as [number, number, number, number];
    this.images = tf.keep(tf.tensor4d(sampleBatch(batch), shape));
    this.targets = targets;
  }

  /** @param probe looks at every layer on the way. */
  forward(probe?: LayerProbe): tf.Tensor2D {
    return tf.tidy(() =>
      this.run(
        this.parameters,
        {
          isTraining: false,
          key: 0,
          observe: () => undefined,
        },
        probe,
      ),
    );
  }

  /** @param probe looks at every layer on the way, and on the way back. */
  backward(loss: LossSum, key: number, probe?: LayerProbe): void {
    const names = [...this.parameters.keys()];
    const observed: [layerName: string, statistics: BatchStatistics][] = [];
    const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) => {
      const parameters = new Map(names.map((name, i) => [name, values[i]!]));
      const logits = this.run(
        parameters,
        {
          isTraining: true,
          key,
          observe: (layerName, statistics) => observed.push([layerName, statistics]),
        },
        probe,
      );
      return loss.sum(logits, sharesTensor(loss, this.targets!, logits));
    })([...this.parameters.values()]);

    names.forEach((name, i) => {
      const gradient = grads[i]!;
      const before = this.gradients.get(name);
      this.gradients.set(name, tf.keep(before ? tf.add(before, gradient) : gradient.clone()));
      tf.dispose(before ? [before, gradient] : gradient);
    });
    this.replaceLossSum(tf.add(this.lossSum, value));
    value.dispose();
    for (const [layerName, statistics] of observed) this.updateStatistics(layerName, statistics);
  }

  zeroGradients(): void {
    tf.dispose([...this.gradients.values()]);
    this.gradients.clear();
  }

  step({ optimizer, learningRate, momentum, denominator, clipNorm }: Update): void {
    const names = [...this.gradients.keys()];
    let gradients = [...this.gradients.values()].map((gradient) => tf.div(gradient, denominator));
    if (clipNorm !== null) {
      const clipped = tf.tidy(() => clipGradientNorm(gradients, clipNorm));
      tf.dispose(gradients);
      gradients = clipped.gradients;
      this.gradientNorm?.dispose();
      this.gradientNorm = tf.keep(clipped.norm);
    }
    names.forEach((name, i) => {
      const before = this.parameters.get(name)!;
      const after = updateParameter(optimizer, before, gradients[i]!, this.optimizer.get(name), {
        learningRate,
        momentum,
      });
      before.dispose();
      this.parameters.set(name, after.parameter);
      this.optimizer.set(name, after.state);
    });
    tf.dispose(gradients);
  }

  async readLossSum(): Promise<number> {
    const [sum] = await this.lossSum.data();
    throwOnFault();
    return sum!;
  }

  zeroLoss(): void {
    this.replaceLossSum(tf.scalar(0));
  }

  async readGradientNorm(): Promise<number | null> {
    return this.gradientNorm && (await this.gradientNorm.data())[0]!;
  }

  readGradients(): Promise<Record<string, Float32Array>> {
    return readTensors(this.gradients);
  }

  async readState(): Promise<EngineState> {
    const optimizer: EngineState["optimizer"] = {};
    for (const [name, { step, slots }] of this.optimizer)
      optimizer[name] = { step, slots: await readTensors(new Map(Object.entries(slots))) };
    return {
      parameters: await readTensors(this.parameters),
      buffers: await readTensors(this.buffers),
      optimizer,
      lossSum: await this.readLossSum(),
    };
  }

  writeState(state: EngineState): void {
    checkModelState(this.model, state);
    checkSlots(this.model, state);
    const parameters = parametersOf(this.model);
    writeTensors(this.parameters, parameters, state.parameters);
    writeTensors(this.buffers, buffersOf(this.model), state.buffers);
    this.disposeOptimizer();
    for (const parameter of parameters) {
      const saved = state.optimizer[parameter.name];
      if (!saved) continue;
      const slots = new Map<string, tf.Tensor>();
      const specs = Object.keys(saved.slots).map((name) => ({ name, shape: parameter.shape }));
      writeTensors(slots, specs, saved.slots);
      this.optimizer.set(parameter.name, { step: saved.step, slots: Object.fromEntries(slots) });
    }
    this.replaceLossSum(tf.scalar(state.lossSum));
  }

  dispose(): void {
    this.zeroGradients();
    this.disposeOptimizer();
    tf.dispose([...this.parameters.values(), ...this.buffers.values(), this.lossSum]);
    for (const tensor of [this.images, this.gradientNorm]) tensor?.dispose();
  }

  private run(
    parameters: ReadonlyMap<string, tf.Tensor>,
    context: Omit<ForwardContext, "read">,
    probe?: LayerProbe,
  ): tf.Tensor2D {
    if (!this.images) throw new Error("setBatch has to come before forward and backward.");
    const outputs = new Map<string, tf.Tensor>([[INPUT, this.images]]);
    const read = (name: string) => (parameters.get(name) ?? this.buffers.get(name))!;
    let output: tf.Tensor = this.images;
    for (const layer of this.model.layers) {
      const inputs = layer.inputs.map((name) => outputs.get(name)!);
      output = forwardOps[layer.op](layer as never, inputs, { ...context, read });
      if (probe) output = probe.watch(layer.name, output);
      outputs.set(layer.name, output);
    }
    return output as tf.Tensor2D;
  }

  private updateStatistics(layerName: string, { mean, unbiasedVariance }: BatchStatistics): void {
    const layer = this.model.layers.find(({ name }) => name === layerName);
    if (layer?.op !== "batchNorm") throw new Error(`"${layerName}" is no BatchNorm layer.`);
    const replace = (name: string, update: (old: tf.Tensor) => tf.Tensor) => {
      const old = this.buffers.get(`${layerName}.${name}`)!;
      this.buffers.set(`${layerName}.${name}`, tf.keep(update(old)));
      old.dispose();
    };
    replace("running_mean", (old) => updateRunning(old, mean, layer.momentum));
    replace("running_var", (old) => updateRunning(old, unbiasedVariance, layer.momentum));
    replace("num_batches_tracked", (old) => tf.add(old, 1));
    tf.dispose([mean, unbiasedVariance]);
  }

  private replaceLossSum(sum: tf.Scalar): void {
    this.lossSum.dispose();
    this.lossSum = tf.keep(sum);
  }

  private disposeOptimizer(): void {
    for (const { slots } of this.optimizer.values()) tf.dispose(slots);
    this.optimizer.clear();
  }
}

function filled({ shape, initial }: { shape: readonly number[]; initial: number }): Float32Array {
  return new Float32Array(sizeOf(shape)).fill(initial);
}
