/**
 * The engine that runs programs: everything but the kernels, which its runtime brings. Longer than most:
 * each call of the interface is short, and all of them share the same flat buffers.
 */
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
import { initialize } from "../../nn/initialize";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import { checkModelState } from "../../nn/state";
import type { Targets } from "../../parts/losses/targets";
import { dropoutMask } from "../dropoutMask";
import type { Engine, EngineState, LossSum, Update } from "../engine";
import { sharesTensor } from "../sharesTensor";
import { averageState, refuseWhileAveraged } from "../average";
import { checkSlots } from "../checkSlots";
import type { Tier } from "../tier";
import { compileProgram, type Layouts } from "./compile";
import type { Program } from "./program";
import { FlatTensors } from "./FlatTensors";
import type { Runtime } from "./runtime";
import { flatLayout } from "./slices";
import { updateGroups } from "./updateGroups";

/** What an average is kept of. */
const averaged = ["parameters", "buffers"] as const;

export class PlanEngine implements Engine {
  private readonly layouts: Layouts;
  private readonly programs = new Map<string, Program>();
  /** How often each parameter was updated. */
  private readonly steps = new Map<string, number>();
  private slots: readonly string[] = [];
  /** Since the buffers were written, by the name of each BatchNorm's counter. */
  private readonly trainedBatches = new Map<string, number>();
  private readonly flats: FlatTensors;
  /** While it is used, weights and average have exchanged their places. */
  private average: "none" | "kept" | "used" = "none";
  private hasAverageFlats = false;
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
    const parameters = parametersOf(model);
    const buffers = buffersOf(model);
    this.layouts = { parameters: flatLayout(parameters), buffers: flatLayout(buffers) };
    this.flats = new FlatTensors(runtime, this.layouts);
    for (const name of ["parameters", "gradients", "buffers"] as const) this.flats.allocate(name);
    runtime.allocate("lossSum", 1);
    for (const it of parameters) this.flats.write("parameters", it.name, initialize(it, seed));
    for (const { name, initial } of buffers) {
      const { size } = this.layouts.buffers.slices.get(name)!;
      this.flats.write("buffers", name, new Float32Array(size).fill(initial));
    }
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
    refuseWhileAveraged(this.average === "used");
    const program = this.program(true);
    const batch = this.currentBatch();
    for (const { layerName, probability, mask } of program.dropouts) {
      const { size } = program.tensors[mask]!;
      this.runtime.upload(program, mask, dropoutMask(size, probability, key, layerName));
    }
    this.takeImages(program);
    this.runtime.forward(program);
    const { targets } = batch;
    if (loss.formula) this.runtime.formulaLoss(program, loss.formula, loss.shares(targets));
    else this.differentiate(loss, targets, program);
    this.runtime.backward(program);
    for (const { op, name } of this.model.layers) {
      const counter = `${name}.num_batches_tracked`;
      if (op === "batchNorm" && !this.frozen.has(name))
        this.trainedBatches.set(counter, (this.trainedBatches.get(counter) ?? 0) + 1);
    }
  }

  startAverage(): void {
    this.keepAverage();
    for (const name of averaged) this.runtime.copy(name, `average.${name}`);
  }

  useAverage(isUsed: boolean): void {
    if (isUsed && this.average === "none") throw new Error("No average of the weights is kept.");
    if (isUsed === (this.average === "used")) return;
    for (const name of averaged) this.runtime.exchange(name, `average.${name}`);
    this.average = isUsed ? "used" : "kept";
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
    this.allocateSlots(optimizer.slots);
    const slices = [...this.layouts.parameters.slices.values()].filter(({ name }) =>
      this.trainable.has(name),
    );
    for (const { name } of slices) this.steps.set(name, (this.steps.get(name) ?? 0) + 1);
    const groups = updateGroups(slices, this.steps, update);
    const averageShare =
      averageDecay === undefined || this.average === "none" ? null : 1 - averageDecay;
    this.runtime.update({ optimizer, groups, denominator, clipNorm, clipValue, averageShare });
  }

  async readLossSum(): Promise<number> {
    const [sum] = await this.runtime.read("lossSum");
    return sum!;
  }

  zeroLoss(): void {
    this.runtime.clear("lossSum");
  }

  readGradientNorm(): Promise<number | null> {
    return this.runtime.readGradientNorm();
  }

  async readGradients(): Promise<Record<string, Float32Array>> {
    const gradients = Object.entries(await this.flats.read("gradients"));
    return Object.fromEntries(gradients.filter(([name]) => this.trainable.has(name)));
  }

  async readState(): Promise<EngineState> {
    const optimizer: EngineState["optimizer"] = {};
    for (const [name, step] of this.steps) optimizer[name] = { step, slots: {} };
    for (const slot of this.slots)
      for (const [name, values] of Object.entries(await this.flats.read(`slot.${slot}`)))
        if (optimizer[name]) optimizer[name].slots[slot] = values;
    const [first, second] = ["", "average."] as const;
    const [weights, average] = this.average === "used" ? [second, first] : [first, second];
    const buffers = await this.flats.read(`${weights}buffers`);
    for (const [name, count] of this.trainedBatches) buffers[name]![0]! += count;
    return {
      parameters: await this.flats.read(`${weights}parameters`),
      buffers,
      optimizer,
      lossSum: await this.readLossSum(),
      average:
        this.average === "none"
          ? null
          : averageState(
              this.model,
              {
                ...(await this.flats.read(`${average}parameters`)),
                ...(await this.flats.read(`${average}buffers`)),
              },
              buffers,
            ),
    };
  }

  writeState(state: EngineState): void {
    checkModelState(this.model, state);
    if (state.average) checkModelState(this.model, state.average);
    checkSlots(this.model, state);
    const slots = Object.values(state.optimizer).flatMap((saved) => Object.keys(saved.slots));
    this.allocateSlots([...new Set(slots)]);
    for (const name of averaged) this.flats.writeAll(name, state[name]);
    this.average = "none";
    if (state.average) {
      this.keepAverage();
      for (const name of averaged) this.flats.writeAll(`average.${name}`, state.average[name]);
    }
    this.trainedBatches.clear();
    this.steps.clear();
    for (const slot of this.slots) this.runtime.clear(`slot.${slot}`);
    for (const [name, saved] of Object.entries(state.optimizer)) {
      this.steps.set(name, saved.step);
      for (const [slot, values] of Object.entries(saved.slots))
        this.flats.write(`slot.${slot}`, name, values);
    }
    this.runtime.write("lossSum", 0, Float32Array.of(state.lossSum));
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
      program = compileProgram(this.model, this.layouts, batchSize, isTraining, frozen);
      this.runtime.load(program);
      this.programs.set(key, program);
    }
    return program;
  }

  /** Makes room for the average. */
  private keepAverage(): void {
    if (!this.hasAverageFlats) for (const name of averaged) this.flats.allocate(`average.${name}`);
    this.hasAverageFlats = true;
    this.average = "kept";
  }

  private allocateSlots(slots: readonly string[]): void {
    for (const slot of slots) if (!this.slots.includes(slot)) this.flats.allocate(`slot.${slot}`);
    this.slots = [...new Set([...this.slots, ...slots])];
  }
}
