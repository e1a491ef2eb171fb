/**
 * Runs programs on TensorFlow.js's own GPU device, so that logits and their gradient go from one to
 * the other without leaving it. A micro-batch with the update is one submit; nothing is read back.
 * Long, because all of it shares the device's buffers and one encoder.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { Batch } from "../../data/batch";
import type { LossFormula } from "../../parts/losses/lossFormula";
import { dropoutMask } from "../dropoutMask";
import { throwOnFault } from "../fault";
import type { DropoutMask, Program, TensorId } from "../plan/program";
import type { FlatName, FlatUpdate, Runtime } from "../plan/runtime";
import { encode, type Dispatch } from "./bindKernels";
import { bindProgram, type BoundProgram } from "./bindProgram";
import { BufferPool } from "./BufferPool";
import { createBuffer } from "./createBuffer";
import type { BufferName } from "./kernel";
import { kernelPlan } from "./kernelPlan";
import { Pipelines } from "./Pipelines";
import { Samples } from "./Samples";
import type { Target } from "./target";
import { Updates } from "./Updates";

export class WebgpuRuntime implements Runtime {
  /** Activations, gradients and partial sums of all programs. */
  readonly pool: BufferPool;
  private readonly device: GPUDevice;
  private readonly flats = new Map<BufferName, GPUBuffer>();
  private readonly programs = new Map<Program, BoundProgram>();
  private readonly updates: Updates;
  private readonly samples: Samples;
  /** Recorded and not submitted yet. */
  private encoder: GPUCommandEncoder | null = null;
  /** To be cleared before the next dispatch, with which they share a submit. */
  private readonly toClear = new Set<FlatName>();

  constructor(
    private readonly backend: WebGPUBackend,
    private readonly target: Target,
  ) {
    this.device = backend.device;
    this.pool = new BufferPool(this.device);
    this.samples = new Samples(this.device, Pipelines.of(this.device));
    this.updates = new Updates(this.device, Pipelines.of(this.device), this.pool, this.flats);
  }

  allocate(name: FlatName, size: number): void {
    this.flats.set(name, createBuffer(this.device, `flat ${name}`, size * 4));
  }

  write(name: FlatName, offset: number, values: Float32Array): void {
    this.submit();
    this.device.queue.writeBuffer(this.flats.get(name)!, offset * 4, Float32Array.from(values));
  }

  read(name: FlatName): Promise<Float32Array> {
    return this.readBuffer(this.flats.get(name)!);
  }

  copy(from: FlatName, to: FlatName): void {
    this.copyBuffer(this.flats.get(from)!, this.flats.get(to)!);
  }

  exchange(one: FlatName, other: FlatName): void {
    const [first, second] = [this.flats.get(one)!, this.flats.get(other)!];
    const kept = createBuffer(this.device, "flat exchange", first.size);
    this.copyBuffer(first, kept);
    this.copyBuffer(second, first);
    this.copyBuffer(kept, second);
    this.submit();
    kept.destroy();
  }

  clear(name: FlatName): void {
    this.toClear.add(name);
  }

  load(program: Program): void {
    const { device, pool, flats, target } = this;
    const plan = kernelPlan(program, target);
    this.programs.set(
      program,
      bindProgram(device, Pipelines.of(device), pool, flats, program, plan),
    );
  }

  sample(program: Program, batch: Batch): void {
    // What is recorded still reads the batch before.
    if (this.encoder) this.submit();
    const target = this.programs.get(program)!.tensors[program.images]!;
    this.dispatch(this.samples.dispatches(program, batch, target));
  }

  upload(program: Program, tensor: TensorId, values: Float32Array): void {
    // What is recorded still reads the old values.
    if (this.encoder) this.submit();
    const { tensors } = this.programs.get(program)!;
    this.device.queue.writeBuffer(tensors[tensor]!, 0, Float32Array.from(values));
  }

  drawMask(program: Program, { layerName, probability, mask }: DropoutMask, key: number): void {
    const { size } = program.tensors[mask]!;
    this.upload(program, mask, dropoutMask(size, probability, key, layerName));
  }

  forward(program: Program): void {
    this.dispatch(this.programs.get(program)!.forward);
  }

  /** Submitted with the update, or whatever comes first. */
  backward(program: Program): void {
    this.dispatch(this.programs.get(program)!.backward);
  }

  readLogits(program: Program): tf.Tensor2D {
    const { tensors, logits } = this.programs.get(program)!;
    const { size } = program.tensors[program.logits]!;
    this.record().copyBufferToBuffer(tensors[program.logits]!, 0, logits, 0, size * 4);
    this.submit();
    // In eval mode the caller keeps them while the next batch runs: TensorFlow.js copies them.
    const zeroCopy = program.logitsGradient !== null;
    const shape: [number, number] = [program.batchSize, size / program.batchSize];
    return tf.tensor<tf.Rank.R2>({ buffer: logits, zeroCopy }, shape);
  }

  formulaLoss(program: Program, formula: LossFormula, shares: Float32Array): void {
    this.dispatch(this.programs.get(program)!.loss!.dispatches(formula, shares));
  }

  writeLoss(program: Program, value: tf.Scalar, gradient: tf.Tensor2D): void {
    const { tensors, loss } = this.programs.get(program)!;
    const [valueBuffer, gradientBuffer] = [this.bufferOf(value), this.bufferOf(gradient)];
    // TensorFlow.js records too, and its work comes before ours.
    this.backend.ensureCommandEncoderReady();
    this.backend.endComputePassEncoder();
    this.backend.submitQueue();
    const target = tensors[program.logitsGradient!]!;
    this.record().copyBufferToBuffer(gradientBuffer, 0, target, 0, gradient.size * 4);
    this.record().copyBufferToBuffer(valueBuffer, 0, loss!.losses, 0, 4);
    this.dispatch(loss!.addition);
  }

  update(update: FlatUpdate): void {
    this.dispatch(this.updates.dispatches(update));
    this.submit();
  }

  async readGradientNorm(): Promise<number | null> {
    const norm = this.flats.get("gradientNorm");
    return this.updates.hasClipped && norm ? (await this.readBuffer(norm))[0]! : null;
  }

  /** Hands what is recorded to the device. */
  submit(): void {
    if (this.toClear.size > 0) this.record();
    if (!this.encoder) return;
    this.device.queue.submit([this.encoder.finish()]);
    this.encoder = null;
  }

  dispose(): void {
    this.submit();
    this.pool.dispose();
    this.updates.dispose();
    this.samples.dispose();
    for (const { owned, loss } of this.programs.values()) {
      for (const buffer of owned) buffer.destroy();
      loss?.dispose();
    }
    for (const buffer of this.flats.values()) buffer.destroy();
    this.programs.clear();
    this.flats.clear();
  }

  /** TensorFlow.js's own buffer of a tensor. */
  private bufferOf({ dataId }: tf.Tensor): GPUBuffer {
    this.backend.uploadToGPU(dataId);
    const { resource } = this.backend.tensorMap.get(dataId);
    if (!(resource instanceof GPUBuffer)) throw new Error("A tensor of the loss is in no buffer.");
    return resource;
  }

  private record(): GPUCommandEncoder {
    this.encoder ??= this.device.createCommandEncoder();
    for (const name of this.toClear) this.encoder.clearBuffer(this.flats.get(name)!);
    this.toClear.clear();
    return this.encoder;
  }

  private copyBuffer(from: GPUBuffer, to: GPUBuffer): void {
    this.record().copyBufferToBuffer(from, 0, to, 0, from.size);
  }

  private dispatch(dispatches: readonly Dispatch[]): void {
    encode(this.record(), dispatches);
  }

  private async readBuffer(buffer: GPUBuffer): Promise<Float32Array> {
    const staging = this.device.createBuffer({
      size: buffer.size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    this.record().copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
    this.submit();
    await staging.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(staging.getMappedRange().slice(0));
    staging.destroy();
    throwOnFault();
    return values;
  }
}
