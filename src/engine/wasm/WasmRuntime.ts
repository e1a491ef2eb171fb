/** Runs programs on the machine's memory and threads. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../../data/batch";
import { randomKey } from "../../lib/random";
import type { LossFormula } from "../../parts/losses/lossFormula";
import { copyImages, packSamples, sampledImages } from "../plan/packSamples";
import type { DropoutMask, Program, TensorId } from "../plan/program";
import type { FlatName, FlatUpdate, Runtime } from "../plan/runtime";
import { softmaxLoss } from "../plan/softmaxLoss";
import { FlatMemory, type Flat } from "./FlatMemory";
import { JOB_BYTES, makeJob, MAX_UPDATE_JOBS, writeArgument, writeJobs, type Job } from "./jobs";
import { LoadedPrograms, type JobList } from "./LoadedPrograms";
import type { Machine } from "./Machine";
import { Updates } from "./Updates";

export class WasmRuntime implements Runtime {
  private readonly flats: FlatMemory;
  private readonly programs: LoadedPrograms;
  private readonly updates: Updates;
  /** What sampling reads: the packed batch, and its pixels where the data set is not resident. */
  private samples: Flat = { address: 0, size: 0 };
  /** Of jobs that are run as soon as they are written. */
  private passingJobs = 0;

  constructor(private readonly machine: Machine) {
    this.flats = new FlatMemory(machine);
    this.programs = new LoadedPrograms(machine, this.flats);
    this.updates = new Updates(
      machine,
      this.flats,
      (floats) => this.programs.room(floats),
      (jobs) => this.runNow(jobs),
    );
  }

  allocate(name: FlatName, size: number): void {
    this.flats.allocate(name, size);
  }

  write(name: FlatName, offset: number, values: Float32Array): void {
    this.flats.write(name, offset, values);
  }

  read(name: FlatName): Promise<Float32Array> {
    return Promise.resolve(this.flats.read(name));
  }

  copy(from: FlatName, to: FlatName): void {
    this.flats.copy(from, to);
  }

  exchange(one: FlatName, other: FlatName): void {
    this.flats.exchange(one, other);
  }

  clear(name: FlatName): void {
    this.flats.clear(name);
  }

  load(program: Program): void {
    this.programs.load(program);
  }

  sample(program: Program, batch: Batch): void {
    const { imageSizePx, indices, pixels } = batch;
    const images = sampledImages(batch);
    const resident = this.machine.images.hold(this, pixels);
    const places = resident === null ? Uint32Array.from(images, (_, row) => row) : images;
    const words = packSamples(batch, places);
    const copiedBytes = resident === null ? images.length * imageSizePx * imageSizePx * 3 : 0;
    const floats = words.length + Math.ceil(copiedBytes / 4);
    this.samples = this.machine.heap.enlarged(this.samples, floats);
    const { address } = this.samples;
    new Int32Array(this.machine.memory.buffer, address, words.length).set(words);
    const copies = address + words.byteLength;
    if (resident === null) copyImages(batch, images, this.machine.bytes(copies, copiedBytes));
    this.runNow([
      makeJob("sample", indices.length * imageSizePx, {
        words: address,
        pixels: resident ?? copies,
        y: this.programs.tensorAddress(program, program.images),
        sizePx: imageSizePx,
        batch: indices.length,
      }),
    ]);
  }

  upload(program: Program, tensor: TensorId, values: Float32Array): void {
    this.floats(program, tensor, values.length).set(values);
  }

  /** Drawn by the forward pass, before its first step. */
  drawMask(program: Program, dropout: DropoutMask, key: number): void {
    const { address } = this.programs.lists(program).forward;
    const index = program.dropouts.indexOf(dropout);
    const layerKey = randomKey(key, dropout.layerName);
    writeArgument(this.machine.memory, address, index, ["dropout", "key"], layerKey);
  }

  forward(program: Program): void {
    this.run(this.programs.lists(program).forward);
  }

  backward(program: Program): void {
    const { backward, firstBackward } = this.programs.lists(program);
    this.run(this.flats.takeDebt() ? firstBackward : backward);
  }

  readLogits(program: Program): tf.Tensor2D {
    const { size } = program.tensors[program.logits]!;
    const values = new Float32Array(size);
    values.set(this.floats(program, program.logits, size));
    return tf.tensor2d(values, [program.batchSize, size / program.batchSize]);
  }

  formulaLoss(program: Program, formula: LossFormula, shares: Float32Array): void {
    const classCount = shares.length / program.batchSize;
    const logits = this.floats(program, program.logits, shares.length);
    const gradient = this.floats(program, program.logitsGradient!, shares.length);
    this.flats.add("lossSum", softmaxLoss(logits, shares, classCount, formula, gradient));
  }

  writeLoss(program: Program, value: tf.Scalar, gradient: tf.Tensor2D): void {
    this.upload(program, program.logitsGradient!, gradient.dataSync<"float32">());
    this.flats.add("lossSum", value.dataSync()[0]!);
  }

  update(update: FlatUpdate): void {
    this.updates.apply(update);
  }

  readGradientNorm(): Promise<number | null> {
    return Promise.resolve(this.updates.gradientNorm);
  }

  dispose(): void {
    const { heap, images } = this.machine;
    images.release(this);
    this.programs.dispose();
    this.flats.dispose();
    for (const address of [this.samples.address, this.passingJobs])
      if (address !== 0) heap.release(address);
  }

  private floats(program: Program, tensor: TensorId, count: number): Float32Array {
    return this.machine.floats(this.programs.tensorAddress(program, tensor), count);
  }

  private run({ address, count }: JobList): void {
    this.machine.run(address, count);
  }

  private runNow(jobs: readonly Job[]): void {
    this.passingJobs ||= this.machine.heap.allocate(MAX_UPDATE_JOBS * JOB_BYTES);
    writeJobs(this.machine.memory, this.passingJobs, jobs);
    this.machine.run(this.passingJobs, jobs.length);
  }
}
