/** Runs programs on the machine's memory and threads. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../../data/batch";
import { copyImages, packSamples, sampledImages } from "../plan/packSamples";
import type { LossFormula } from "../../parts/losses/lossFormula";
import { SLICE_ALIGNMENT, type Program, type TensorId } from "../plan/program";
import type { FlatName, FlatUpdate, Runtime } from "../plan/runtime";
import { softmaxLoss } from "../plan/softmaxLoss";
import { updateGraph } from "../plan/updateGraph";
import { JOB_BYTES, makeJob, MAX_UPDATE_JOBS, writeJobs, type Job } from "./jobs";
import type { Machine } from "./Machine";
import { lowerSteps, type Lowered } from "./lowerSteps";
import { arenaOf } from "./memory";
import { updateArguments, updateModule } from "./updateModule";

interface Flat {
  address: number;
  size: number;
}

interface Loaded {
  /** One place for each slot; null while the shared memory has moved. */
  lists: { jobs: number; forwardCount: number; backwardCount: number } | null;
  tensors: number[];
}

/** Numbers of a unit of the optimizer; a multiple of four. */
const UPDATE_CHUNK = 16_384;

export class WasmRuntime implements Runtime {
  private readonly flats = new Map<FlatName, Flat>();
  private readonly programs = new Map<Program, Loaded>();
  /** Activations and scratch of whichever program runs: they never run at the same time. */
  private arena: Flat = { address: 0, size: 0 };
  private scratch: Flat = { address: 0, size: 0 };
  private zeros: Flat = { address: 0, size: 0 };
  /** What sampling reads: the packed batch, and its pixels where the data set is not resident. */
  private samples: Flat = { address: 0, size: 0 };
  private updateJobs = 0;
  private gradientNorm: number | null = null;

  constructor(private readonly machine: Machine) {}

  allocate(name: FlatName, size: number): void {
    this.flats.set(name, { address: this.machine.heap.allocate(4 * size), size });
    this.clear(name);
  }

  write(name: FlatName, offset: number, values: Float32Array): void {
    const { address } = this.flat(name);
    this.machine.floats(address + 4 * offset, values.length).set(values);
  }

  read(name: FlatName): Promise<Float32Array> {
    const { address, size } = this.flat(name);
    return Promise.resolve(this.machine.floats(address, size).slice());
  }

  copy(from: FlatName, to: FlatName): void {
    const { address, size } = this.flat(from);
    this.machine.floats(this.flat(to).address, size).set(this.machine.floats(address, size));
  }

  exchange(one: FlatName, other: FlatName): void {
    const { address, size } = this.flat(one);
    const kept = this.machine.floats(address, size).slice();
    this.copy(other, one);
    this.machine.floats(this.flat(other).address, size).set(kept);
  }

  clear(name: FlatName): void {
    const { address, size } = this.flat(name);
    this.machine.floats(address, size).fill(0);
  }

  load(program: Program): void {
    const { offsets, size } = arenaOf(program);
    this.arena = this.atLeast(this.arena, size);
    this.programs.set(program, { lists: null, tensors: offsets });
    this.prepare(program);
  }

  sample(program: Program, batch: Batch): void {
    const { imageSizePx, indices, pixels } = batch;
    const images = sampledImages(batch);
    const resident = this.machine.images.hold(this, pixels);
    const places = resident === null ? Uint32Array.from(images, (_, row) => row) : images;
    const words = packSamples(batch, places);
    const copiedBytes = resident === null ? images.length * imageSizePx * imageSizePx * 3 : 0;
    this.samples = this.enlarged(this.samples, words.length + Math.ceil(copiedBytes / 4));
    const { address } = this.samples;
    new Int32Array(this.machine.memory.buffer, address, words.length).set(words);
    const copies = address + words.byteLength;
    if (resident === null) copyImages(batch, images, this.machine.bytes(copies, copiedBytes));
    this.runNow([
      makeJob("sample", indices.length * imageSizePx, {
        words: address,
        pixels: resident ?? copies,
        y: this.tensorAddress(program, program.images),
        sizePx: imageSizePx,
        batch: indices.length,
      }),
    ]);
  }

  upload(program: Program, tensor: TensorId, values: Float32Array): void {
    this.machine.floats(this.tensorAddress(program, tensor), values.length).set(values);
  }

  forward(program: Program): void {
    const { jobs, forwardCount } = this.prepare(program);
    this.machine.run(jobs, forwardCount);
  }

  backward(program: Program): void {
    const { jobs, forwardCount, backwardCount } = this.prepare(program);
    this.machine.run(jobs + forwardCount * JOB_BYTES, backwardCount);
  }

  readLogits(program: Program): tf.Tensor2D {
    const { size } = program.tensors[program.logits]!;
    const values = new Float32Array(size);
    values.set(this.machine.floats(this.tensorAddress(program, program.logits), size));
    return tf.tensor2d(values, [program.batchSize, size / program.batchSize]);
  }

  formulaLoss(program: Program, formula: LossFormula, shares: Float32Array): void {
    const floatsOf = (id: TensorId) =>
      this.machine.floats(this.tensorAddress(program, id), shares.length);
    const classCount = shares.length / program.batchSize;
    const gradient = floatsOf(program.logitsGradient!);
    this.addLoss(softmaxLoss(floatsOf(program.logits), shares, classCount, formula, gradient));
  }

  writeLoss(program: Program, value: tf.Scalar, gradient: tf.Tensor2D): void {
    this.upload(program, program.logitsGradient!, gradient.dataSync<"float32">());
    this.addLoss(value.dataSync()[0]!);
  }

  update(update: FlatUpdate): void {
    const { optimizer, groups, denominator, clipNorm, clipValue, averageShare } = update;
    const clip = clipNorm === null ? 1 : this.clipFactor(denominator, clipNorm);
    const graph = updateGraph(optimizer);
    const place = this.machine.addKernel(updateModule(graph));
    const jobs = groups.flatMap(({ slices, coefficients }) =>
      mergeRuns(slices).map(({ offset, size }): Job => {
        const address = (name: FlatName) => this.flat(name).address + 4 * offset;
        const words = [];
        words[updateArguments.size] = integer(size);
        words[updateArguments.chunk] = integer(UPDATE_CHUNK);
        words[updateArguments.denominator] = single(denominator);
        words[updateArguments.clip] = single(clip);
        words[updateArguments.limit] = single(clipValue ?? Infinity);
        words[updateArguments.parameter] = integer(address("parameters"));
        words[updateArguments.gradient] = integer(address("gradients"));
        for (const slot of optimizer.slots) words.push(integer(address(`slot.${slot}`)));
        for (const name of graph.coefficients) words.push(single(coefficients[name]!));
        return { place, unitCount: Math.ceil(size / UPDATE_CHUNK), words };
      }),
    );
    for (let first = 0; first < jobs.length; first += MAX_UPDATE_JOBS)
      this.runNow(jobs.slice(first, first + MAX_UPDATE_JOBS));
    if (averageShare !== null)
      this.runNow([
        this.averageJob("parameters", averageShare),
        this.averageJob("buffers", averageShare),
      ]);
  }

  readGradientNorm(): Promise<number | null> {
    return Promise.resolve(this.gradientNorm);
  }

  dispose(): void {
    const { heap } = this.machine;
    this.machine.images.release(this);
    for (const { address } of this.flats.values()) heap.release(address);
    for (const { lists } of this.programs.values()) if (lists) heap.release(lists.jobs);
    for (const { address } of [this.arena, this.scratch, this.zeros, this.samples])
      if (address !== 0) heap.release(address);
    if (this.updateJobs !== 0) heap.release(this.updateJobs);
    this.flats.clear();
    this.programs.clear();
  }

  private addLoss(value: number): void {
    this.machine.floats(this.flat("lossSum").address, 1)[0]! += value;
  }

  private averageJob(name: "parameters" | "buffers", share: number): Job {
    const { address: from, size } = this.flat(name);
    const { address: to } = this.flat(`average.${name}`);
    const chunk = UPDATE_CHUNK;
    return makeJob("average", Math.ceil(size / chunk), { from, to, size, chunk, share });
  }

  /** The global norm of the divided gradients, and what clipping multiplies them by. */
  private clipFactor(denominator: number, clipNorm: number): number {
    const { address, size } = this.flat("gradients");
    const units = Math.ceil(size / UPDATE_CHUNK);
    this.scratch = this.atLeast(this.scratch, 2 * units);
    const to = this.scratch.address;
    this.runNow([makeJob("sumSquares", units, { from: address, to, size, chunk: UPDATE_CHUNK })]);
    const sums = new Float64Array(this.machine.memory.buffer, to, units);
    const norm = Math.sqrt(sums.reduce((sum, part) => sum + part, 0)) / denominator;
    this.gradientNorm = Math.fround(norm);
    const quotient = clipNorm / (norm + 1e-6);
    // A NaN stays a NaN, as in PyTorch.
    return quotient > 1 ? 1 : quotient;
  }

  private runNow(jobs: readonly Job[]): void {
    this.updateJobs ||= this.machine.heap.allocate(MAX_UPDATE_JOBS * JOB_BYTES);
    writeJobs(this.machine.memory, this.updateJobs, jobs);
    this.machine.run(this.updateJobs, jobs.length);
  }

  /** The program's jobs, written anew where the shared memory has moved. */
  private prepare(program: Program): NonNullable<Loaded["lists"]> {
    const loaded = this.programs.get(program)!;
    if (loaded.lists) return loaded.lists;
    const needs = this.lower(program);
    this.scratch = this.atLeast(this.scratch, needs.scratchFloats);
    if (needs.zeroFloats > this.zeros.size) {
      this.zeros = this.atLeast(this.zeros, needs.zeroFloats);
      this.machine.floats(this.zeros.address, this.zeros.size).fill(0);
    }
    const { forward, backward } = this.lower(program);
    const jobs = [...forward, ...backward];
    loaded.lists = {
      jobs: this.machine.heap.allocate(jobs.length * JOB_BYTES),
      forwardCount: forward.length,
      backwardCount: backward.length,
    };
    writeJobs(this.machine.memory, loaded.lists.jobs, jobs);
    return loaded.lists;
  }

  private lower(program: Program): Lowered {
    return lowerSteps(program, {
      threadCount: this.machine.threadCount,
      scratch: this.scratch.address,
      zeros: this.zeros.address,
      tensor: (id) => this.tensorAddress(program, id),
      flat: (name) => this.flat(name).address,
    });
  }

  /** The same memory, or a larger one; then every program's addresses are out of date. */
  private atLeast(old: Flat, size: number): Flat {
    if (size <= old.size) return old;
    for (const loaded of this.programs.values()) {
      if (loaded.lists) this.machine.heap.release(loaded.lists.jobs);
      loaded.lists = null;
    }
    return this.enlarged(old, size);
  }

  private enlarged(old: Flat, size: number): Flat {
    if (size <= old.size) return old;
    if (old.address !== 0) this.machine.heap.release(old.address);
    return { address: this.machine.heap.allocate(4 * size), size };
  }

  private tensorAddress(program: Program, id: TensorId): number {
    const { tensors } = this.programs.get(program)!;
    return this.arena.address + 4 * tensors[program.tensors[id]!.slot]!;
  }

  private flat(name: FlatName): Flat {
    const flat = this.flats.get(name);
    if (!flat) throw new Error(`There is no "${name}" in memory.`);
    return flat;
  }
}

const integer = (value: number) => ({ value, isFloat: false });
const single = (value: number) => ({ value, isFloat: true });

/** Slices that follow each other are updated as one; the gaps between them hold zeros. */
function mergeRuns(
  slices: readonly { offset: number; size: number }[],
): { offset: number; size: number }[] {
  const runs: { offset: number; size: number }[] = [];
  for (const { offset, size } of slices) {
    const aligned = Math.ceil(size / SLICE_ALIGNMENT) * SLICE_ALIGNMENT;
    const last = runs.at(-1);
    if (last && last.offset + last.size === offset) last.size += aligned;
    else runs.push({ offset, size: aligned });
  }
  return runs;
}
