/** The engine that runs programs: everything but the kernels, which its runtime brings. */
import * as tf from "@tensorflow/tfjs-core";
// The loss is differentiated here, and the core, which has to be there first, has gradients only when
// asked for them.
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import type { Batch } from "../../data/batch";
import {
  isSameFreeze,
  nothingFrozen,
  trainableParameters,
  type FrozenLayers,
} from "../../nn/frozen";
import type { Model } from "../../nn/model";
import type { Targets } from "../../parts/losses/targets";
import type { Engine, EngineState, LossSum, Update } from "../engine";
import { sharesTensor } from "../sharesTensor";
import { refuseWhileAveraged } from "../average";
import type { Tier } from "../tier";
import { compileProgram } from "./compile";
import { EngineMemory } from "./EngineMemory";
import type { Program } from "./program";
import type { Runtime } from "./runtime";
import { updateGroups } from "./updateGroups";

export class PlanEngine implements Engine {
  private readonly programs = new Map<string, Program>();
  private readonly memory: EngineMemory;
  private frozen = nothingFrozen;
  private trainable: ReadonlySet<string>;
  private batch: Batch | null = null;

  constructor(
    readonly model: Model,
    readonly tier: Tier,
    seed: number,
    private readonly runtime: Runtime,
  ) {
    this.trainable = trainableParameters(model, nothingFrozen);
    this.memory = new EngineMemory(model, runtime, seed);
  }

  setBatch(batch: Batch): void {
    this.batch = batch;
  }

  forward(): tf.Tensor2D {
    const program = this.program(false);
    this.takeImages(program);
    this.runtime.forward(program);
    return this.runtime.readLogits(program);
  }

  backward(loss: LossSum, key: number): void {
    refuseWhileAveraged(this.memory.average === "used");
    const program = this.program(true);
    const batch = this.currentBatch();
    for (const dropout of program.dropouts) this.runtime.drawMask(program, dropout, key);
    this.takeImages(program);
    this.runtime.forward(program);
    const { targets } = batch;
    if (loss.formula) this.runtime.formulaLoss(program, loss.formula, loss.shares(targets));
    else this.differentiate(loss, targets, program);
    this.runtime.backward(program);
    const { trainedBatches } = this.memory;
    for (const { op, name } of this.model.layers) {
      const counter = `${name}.num_batches_tracked`;
      if (op === "batchNorm" && !this.frozen.has(name))
        trainedBatches.set(counter, (trainedBatches.get(counter) ?? 0) + 1);
    }
  }

  startAverage(): void {
    this.memory.startAverage();
  }

  useAverage(isUsed: boolean): void {
    this.memory.useAverage(isUsed);
  }

  freeze(layers: FrozenLayers): void {
    if (isSameFreeze(this.frozen, layers)) return;
    const trainable = trainableParameters(this.model, layers);
    if (trainable.size === 0) throw new Error("Every layer is frozen: nothing would be trained.");
    this.frozen = layers;
    this.trainable = trainable;
    this.zeroGradients();
  }

  zeroGradients(): void {
    this.runtime.clear("gradients");
  }

  step(update: Update): void {
    const { optimizer, denominator, clipNorm, clipValue, averageDecay } = update;
    const { layouts, steps, average } = this.memory;
    this.memory.allocateSlots(optimizer.slots);
    const slices = [...layouts.parameters.slices.values()].filter(({ name }) =>
      this.trainable.has(name),
    );
    for (const { name } of slices) steps.set(name, (steps.get(name) ?? 0) + 1);
    const groups = updateGroups(slices, steps, update);
    const averageShare = averageDecay === undefined || average === "none" ? null : 1 - averageDecay;
    this.runtime.update({ optimizer, groups, denominator, clipNorm, clipValue, averageShare });
  }

  readLossSum(): Promise<number> {
    return this.memory.readLossSum();
  }

  zeroLoss(): void {
    this.runtime.clear("lossSum");
  }

  readGradientNorm(): Promise<number | null> {
    return this.runtime.readGradientNorm();
  }

  async readGradients(): Promise<Record<string, Float32Array>> {
    const gradients = Object.entries(await this.memory.flats.read("gradients"));
    return Object.fromEntries(gradients.filter(([name]) => this.trainable.has(name)));
  }

  readState(): Promise<EngineState> {
    return this.memory.read();
  }

  writeState(state: EngineState): void {
    this.memory.write(state);
  }

  dispose(): void {
    this.runtime.dispose();
  }

  /** Lets TensorFlow.js find the loss and the gradient of the logits. */
  private differentiate(loss: LossSum, targets: Targets, program: Program): void {
    tf.tidy(() => {
      const logits = this.runtime.readLogits(program);
      const shares = sharesTensor(loss, targets, logits);
      const ofLogits = (it: tf.Tensor) => loss.sum(it as tf.Tensor2D, shares);
      const { value, grad } = tf.valueAndGrad(ofLogits)(logits);
      this.runtime.writeLoss(program, value, grad as tf.Tensor2D);
    });
  }

  private takeImages(program: Program): void {
    const batch = this.currentBatch();
    if (batch.features) this.runtime.upload(program, program.images, batch.features);
    else this.runtime.sample(program, batch);
  }

  private currentBatch(): Batch {
    if (!this.batch) throw new Error("setBatch has to come before forward and backward.");
    return this.batch;
  }

  /** The program for the batch at hand. */
  private program(isTraining: boolean): Program {
    const batchSize = this.currentBatch().indices.length;
    const frozen = isTraining ? this.frozen : nothingFrozen;
    const key = [isTraining ? "train" : "eval", batchSize, ...frozen].join(" ");
    let program = this.programs.get(key);
    if (!program) {
      program = compileProgram(this.model, this.memory.layouts, batchSize, isTraining, frozen);
      this.runtime.load(program);
      this.programs.set(key, program);
    }
    return program;
  }
}
