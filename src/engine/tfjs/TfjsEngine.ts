/**
 * The reference engine: the layer list run with TensorFlow.js ops and its autodiff. It works on every
 * tier, and compiled plans are tested against it. Longer than most: each call of the interface is short,
 * and all of them share the same tensors.
 */
import * as tf from "@tensorflow/tfjs-core";
// The core has gradients only when asked for them.
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import type { Batch } from "../../data/batch";
import { sizeOf } from "../../lib/shape";
import {
  isSameFreeze,
  nothingFrozen,
  trainableParameters,
  type FrozenLayers,
} from "../../nn/frozen";
import { initialize } from "../../nn/initialize";
import type { Targets } from "../../parts/losses/targets";
import { buffersOf, INPUT, parametersOf, shapesOf, type Model } from "../../nn/model";
import { checkModelState } from "../../nn/state";
import { plainSettings, type Engine, type EngineState, type LossSum, type Update } from "../engine";
import { refuseWhileAveraged } from "../average";
import { checkSlots } from "../checkSlots";
import { throwOnFault } from "../fault";
import type { Tier } from "../tier";
import { clipGradientNorm, clipGradientValue } from "./clip";
import type { LayerProbe } from "./LayerProbe";
import { forwardOps, type ForwardContext } from "./ops";
import { updateRunning, type BatchStatistics } from "./ops/batchNorm";
import { updateParameter, type ParameterState } from "./optimize";
import { sampleBatch } from "../sampleBatch";
import { sharesTensor } from "../sharesTensor";
import { readTensors, writeTensors } from "./state";
import { WeightAverage } from "./WeightAverage";

export class TfjsEngine implements Engine {
  private readonly parameters = new Map<string, tf.Tensor>();
  private readonly buffers = new Map<string, tf.Tensor>();
  private readonly gradients = new Map<string, tf.Tensor>();
  private readonly optimizer = new Map<string, ParameterState>();
  private readonly average: WeightAverage;
  private isAverageUsed = false;
  private frozen = nothingFrozen;
  private trainable: ReadonlySet<string>;
  private images: tf.Tensor4D | null = null;
  private targets: Targets | null = null;
  private lossSum: tf.Scalar = tf.keep(tf.scalar(0));
  private gradientNorm: tf.Scalar | null = null;

  constructor(
    readonly model: Model,
    readonly tier: Tier,
    seed: number,
  ) {
    this.trainable = trainableParameters(model, nothingFrozen);
    this.average = new WeightAverage(model);
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
    const { indices, features, targets } = batch;
    const { imageSizePx, channels } = this.model;
    const values = features ?? sampleBatch(batch);
    this.images = tf.keep(
      tf.tensor4d(values, [indices.length, imageSizePx, imageSizePx, channels]),
    );
    this.targets = targets;
  }

  /** @param probe looks at every layer on the way. */
  forward(probe?: LayerProbe): tf.Tensor2D {
    return tf.tidy(() =>
      this.run(
        this.isAverageUsed ? this.average.tensors : this.parameters,
        {
          isTraining: false,
          key: 0,
          observe: () => undefined,
        },
        probe,
      ),
    );
  }

  startAverage(): void {
    this.average.start([...this.parameters, ...this.buffers]);
  }

  useAverage(isUsed: boolean): void {
    if (isUsed && !this.average.isKept) throw new Error("No average of the weights is kept.");
    this.isAverageUsed = isUsed;
  }

  freeze(layers: FrozenLayers): void {
    if (isSameFreeze(this.frozen, layers)) return;
    const trainable = trainableParameters(this.model, layers);
    if (trainable.size === 0) throw new Error("Every layer is frozen: nothing would be trained.");
    this.frozen = layers;
    this.trainable = trainable;
    this.zeroGradients();
  }

  /** @param probe looks at every layer on the way, and on the way back. */
  backward(loss: LossSum, key: number, probe?: LayerProbe): void {
    refuseWhileAveraged(this.isAverageUsed);
    const names = [...this.trainable];
    const observed: [layerName: string, statistics: BatchStatistics][] = [];
    const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) => {
      const parameters = new Map(this.parameters);
      names.forEach((name, i) => parameters.set(name, values[i]!));
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
    })(names.map((name) => this.parameters.get(name)!));

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

  step(update: Update): void {
    const { optimizer, settings, learningRate, momentum, denominator, clipNorm, clipValue } =
      update;
    const names = [...this.gradients.keys()];
    let gradients = [...this.gradients.values()].map((gradient) => tf.div(gradient, denominator));
    if (clipNorm !== null) {
      const clipped = tf.tidy(() => clipGradientNorm(gradients, clipNorm));
      tf.dispose(gradients);
      gradients = clipped.gradients;
      this.gradientNorm?.dispose();
      this.gradientNorm = tf.keep(clipped.norm);
    }
    if (clipValue !== null) {
      const clipped = clipGradientValue(gradients, clipValue);
      tf.dispose(gradients);
      gradients = clipped;
    }
    names.forEach((name, i) => {
      const before = this.parameters.get(name)!;
      const { rateFactor, hasDecay } = settings?.get(name) ?? plainSettings;
      const after = updateParameter(optimizer, before, gradients[i]!, this.optimizer.get(name), {
        learningRate: learningRate * rateFactor,
        momentum,
        hasDecay,
      });
      before.dispose();
      this.parameters.set(name, after.parameter);
      this.optimizer.set(name, after.state);
    });
    tf.dispose(gradients);
    if (update.averageDecay !== undefined)
      this.average.move(
        1 - update.averageDecay,
        (name) => (this.parameters.get(name) ?? this.buffers.get(name))!,
      );
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
    const buffers = await readTensors(this.buffers);
    const optimizer: EngineState["optimizer"] = {};
    for (const [name, { step, slots }] of this.optimizer)
      optimizer[name] = { step, slots: await readTensors(new Map(Object.entries(slots))) };
    return {
      parameters: await readTensors(this.parameters),
      buffers,
      optimizer,
      lossSum: await this.readLossSum(),
      average: await this.average.read(buffers),
    };
  }

  writeState(state: EngineState): void {
    checkModelState(this.model, state);
    if (state.average) checkModelState(this.model, state.average);
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
    this.isAverageUsed = false;
    this.average.write(state.average);
  }

  dispose(): void {
    this.zeroGradients();
    this.disposeOptimizer();
    this.average.dispose();
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
      // Dropout goes on above frozen layers and among them; only BatchNorm knows the difference.
      const isTraining =
        context.isTraining && !(layer.op === "batchNorm" && this.frozen.has(layer.name));
      output = forwardOps[layer.op](layer as never, inputs, { ...context, isTraining, read });
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
