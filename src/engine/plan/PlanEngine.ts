/** The engine that runs programs: everything but the kernels, which its runtime brings. */
// The loss is differentiated here, and TensorFlow.js has gradients only when asked for them.
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../../data/batch";
import { initialize } from "../../nn/initialize";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import { checkModelState } from "../../nn/state";
import type { Targets } from "../../parts/losses/targets";
import { dropoutMask } from "../dropoutMask";
import type { Engine, EngineState, LossSum, Update } from "../engine";
import { sharesTensor } from "../sharesTensor";
import { checkSlots } from "../checkSlots";
import type { Tier } from "../tier";
import { compileProgram, type Layouts } from "./compile";
import type { Program, Slice } from "./program";
import type { FlatName, FlatUpdate, Runtime } from "./runtime";
import { flatLayout } from "./slices";
import { toKernelLayout, toTorchLayout } from "../../nn/kernelLayout";

export class PlanEngine implements Engine {
  private readonly layouts: Layouts;
  private readonly programs = new Map<string, Program>();
  /** How often each parameter was updated. */
  private readonly steps = new Map<string, number>();
  private slots: readonly string[] = [];
  /** Since the buffers were written; every BatchNorm counts the same. */
  private trainedBatches = 0;
  private batch: Batch | null = null;

  constructor(
    readonly model: Model,
    readonly tier: Tier,
    seed: number,
    private readonly runtime: Runtime,
  ) {
    const parameters = parametersOf(model);
    const buffers = buffersOf(model);
    this.layouts = { parameters: flatLayout(parameters), buffers: flatLayout(buffers) };
    runtime.allocate("parameters", this.layouts.parameters.size);
    runtime.allocate("gradients", this.layouts.parameters.size);
    runtime.allocate("buffers", this.layouts.buffers.size);
    runtime.allocate("lossSum", 1);
    for (const it of parameters) this.writeSlice("parameters", it.name, initialize(it, seed));
    for (const { name, initial } of buffers) {
      const { size } = this.layouts.buffers.slices.get(name)!;
      this.writeSlice("buffers", name, new Float32Array(size).fill(initial));
    }
  }

  setBatch(batch: Batch): void {
    this.batch = batch;
  }

  forward(): tf.Tensor2D {
    const program = this.program(false);
    this.runtime.sample(program, this.currentBatch());
    this.runtime.forward(program);
    return this.runtime.readLogits(program);
  }

  backward(loss: LossSum, key: number): void {
    const program = this.program(true);
    const batch = this.currentBatch();
    for (const { layerName, probability, mask } of program.dropouts) {
      const { size } = program.tensors[mask]!;
      this.runtime.upload(program, mask, dropoutMask(size, probability, key, layerName));
    }
    this.runtime.sample(program, batch);
    this.runtime.forward(program);
    const { targets } = batch;
    if (loss.formula) this.runtime.formulaLoss(program, loss.formula, loss.shares(targets));
    else this.differentiate(loss, targets, program);
    this.runtime.backward(program);
    this.trainedBatches++;
  }

  zeroGradients(): void {
    this.runtime.clear("gradients");
  }

  step({ optimizer, learningRate, momentum, denominator, clipNorm }: Update): void {
    this.allocateSlots(optimizer.slots);
    const groups = new Map<number, Slice[]>();
    for (const slice of this.layouts.parameters.slices.values()) {
      const step = (this.steps.get(slice.name) ?? 0) + 1;
      this.steps.set(slice.name, step);
      groups.set(step, [...(groups.get(step) ?? []), slice]);
    }
    const update: FlatUpdate = {
      optimizer,
      groups: Array.from(groups, ([step, slices]) => ({
        slices,
        coefficients: optimizer.coefficients({ step, learningRate, momentum }),
      })),
      denominator,
      clipNorm,
    };
    this.runtime.update(update);
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

  readGradients(): Promise<Record<string, Float32Array>> {
    return this.readFlat("gradients");
  }

  async readState(): Promise<EngineState> {
    const optimizer: EngineState["optimizer"] = {};
    for (const [name, step] of this.steps) optimizer[name] = { step, slots: {} };
    for (const slot of this.slots)
      for (const [name, values] of Object.entries(await this.readFlat(`slot.${slot}`)))
        if (optimizer[name]) optimizer[name].slots[slot] = values;
    const buffers = await this.readFlat("buffers");
    for (const [name, values] of Object.entries(buffers))
      if (name.endsWith(".num_batches_tracked")) values[0]! += this.trainedBatches;
    return {
      parameters: await this.readFlat("parameters"),
      buffers,
      optimizer,
      lossSum: await this.readLossSum(),
    };
  }

  writeState(state: EngineState): void {
    checkModelState(this.model, state);
    checkSlots(this.model, state);
    const slots = Object.values(state.optimizer).flatMap((saved) => Object.keys(saved.slots));
    this.allocateSlots([...new Set(slots)]);
    for (const [name, values] of Object.entries(state.parameters))
      this.writeSlice("parameters", name, values);
    for (const [name, values] of Object.entries(state.buffers))
      this.writeSlice("buffers", name, values);
    this.trainedBatches = 0;
    this.steps.clear();
    for (const slot of this.slots) this.runtime.clear(`slot.${slot}`);
    for (const [name, saved] of Object.entries(state.optimizer)) {
      this.steps.set(name, saved.step);
      for (const [slot, values] of Object.entries(saved.slots))
        this.writeSlice(`slot.${slot}`, name, values);
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

  private currentBatch(): Batch {
    if (!this.batch) throw new Error("setBatch has to come before forward and backward.");
    return this.batch;
  }

  /** The program for the batch at hand. */
  private program(isTraining: boolean): Program {
    const batchSize = this.currentBatch().indices.length;
    const key = `${isTraining ? "train" : "eval"} ${batchSize}`;
    let program = this.programs.get(key);
    if (!program) {
      program = compileProgram(this.model, this.layouts, batchSize, isTraining);
      this.runtime.load(program);
      this.programs.set(key, program);
    }
    return program;
  }

  private allocateSlots(slots: readonly string[]): void {
    for (const slot of slots)
      if (!this.slots.includes(slot))
        this.runtime.allocate(`slot.${slot}`, this.layouts.parameters.size);
    this.slots = [...new Set([...this.slots, ...slots])];
  }

  private layoutOf(name: FlatName) {
    return name === "buffers" ? this.layouts.buffers : this.layouts.parameters;
  }

  private writeSlice(name: FlatName, tensor: string, values: Float32Array): void {
    const { offset, torchShape } = this.layoutOf(name).slices.get(tensor)!;
    this.runtime.write(name, offset, toKernelLayout(values, torchShape));
  }

  private async readFlat(name: FlatName): Promise<Record<string, Float32Array>> {
    const flat = await this.runtime.read(name);
    const values: Record<string, Float32Array> = {};
    for (const { name: tensor, offset, size, torchShape } of this.layoutOf(name).slices.values())
      values[tensor] = toTorchLayout(flat.subarray(offset, offset + size), torchShape);
    return values;
  }
}
