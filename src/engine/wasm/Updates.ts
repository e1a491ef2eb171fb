/** The optimizer's step, and what goes with it: clipping by norm, and the average of the weights. */
import type { Optimizer } from "../../parts/optimizers/optimizer";
import type { FlatName, FlatUpdate } from "../plan/runtime";
import { updateGraph, type UpdateGraph } from "../plan/updateGraph";
import type { FlatMemory } from "./FlatMemory";
import { makeJob, MAX_UPDATE_JOBS, type Job } from "./jobs";
import type { Machine } from "./Machine";
import { mergeRuns } from "./mergeRuns";
import { updateArguments, updateModule, type GradientReading } from "./updateModule";

/** Numbers of a unit; a multiple of four. */
const CHUNK = 4096;
/** The same where a sum comes out of each unit. */
const SUM_CHUNK = 16_384;

interface Made {
  graph: UpdateGraph;
  /** In the kernels' table, by what it does to gradients first. */
  places: Map<string, number>;
}

export class Updates {
  /** Before clipping, at the last update that clipped. */
  gradientNorm: number | null = null;
  private readonly made = new WeakMap<Optimizer, Made>();

  constructor(
    private readonly machine: Machine,
    private readonly flats: FlatMemory,
    /** The address of so many floats. */
    private readonly room: (floats: number) => number,
    private readonly run: (jobs: readonly Job[]) => void,
  ) {}

  apply(update: FlatUpdate): void {
    const { optimizer, groups, denominator, clipNorm, clipValue, averageShare } = update;
    const clip = clipNorm === null ? 1 : this.clipFactor(denominator, clipNorm);
    // Divisions are what an update spends most of its time on; by a power of two a product is the same.
    const isMultiplied = Number.isInteger(Math.log2(denominator));
    const isClipped = clipNorm !== null || clipValue !== null;
    const { graph, place } = this.kernelOf(optimizer, { isMultiplied, isClipped });
    const jobs = groups.flatMap(({ slices, coefficients }) =>
      mergeRuns(slices).map(({ offset, size }): Job => {
        const address = (name: FlatName) => this.flats.get(name).address + 4 * offset;
        const words = [];
        words[updateArguments.size] = integer(size);
        words[updateArguments.chunk] = integer(CHUNK);
        words[updateArguments.divisor] = single(isMultiplied ? 1 / denominator : denominator);
        words[updateArguments.clip] = single(clip);
        words[updateArguments.limit] = single(clipValue ?? Infinity);
        words[updateArguments.parameter] = integer(address("parameters"));
        words[updateArguments.gradient] = integer(address("gradients"));
        for (const slot of optimizer.slots) words.push(integer(address(`slot.${slot}`)));
        for (const name of graph.coefficients) words.push(single(coefficients[name]!));
        return { place, unitCount: Math.ceil(size / CHUNK), words };
      }),
    );
    for (let first = 0; first < jobs.length; first += MAX_UPDATE_JOBS)
      this.run(jobs.slice(first, first + MAX_UPDATE_JOBS));
    if (averageShare !== null)
      this.run([
        this.averageJob("parameters", averageShare),
        this.averageJob("buffers", averageShare),
      ]);
  }

  /** An optimizer's formula is compiled once for each way of reading gradients. */
  private kernelOf(optimizer: Optimizer, reading: GradientReading) {
    const made = this.made.get(optimizer) ?? {
      graph: updateGraph(optimizer),
      places: new Map<string, number>(),
    };
    this.made.set(optimizer, made);
    const { graph, places } = made;
    const key = JSON.stringify(reading);
    const place = places.get(key) ?? this.machine.addKernel(updateModule(graph, reading));
    places.set(key, place);
    return { graph, place };
  }

  private averageJob(name: "parameters" | "buffers", share: number): Job {
    const { address: from, size } = this.flats.get(name);
    const { address: to } = this.flats.get(`average.${name}`);
    return makeJob("average", Math.ceil(size / CHUNK), { from, to, size, chunk: CHUNK, share });
  }

  /** What clipping by the global norm of the divided gradients multiplies them by. */
  private clipFactor(denominator: number, clipNorm: number): number {
    const { address: from, size } = this.flats.get("gradients");
    const units = Math.ceil(size / SUM_CHUNK);
    const to = this.room(2 * units);
    this.run([makeJob("sumSquares", units, { from, to, size, chunk: SUM_CHUNK })]);
    const sums = new Float64Array(this.machine.memory.buffer, to, units);
    const norm = Math.sqrt(sums.reduce((sum, part) => sum + part, 0)) / denominator;
    this.gradientNorm = Math.fround(norm);
    const quotient = clipNorm / (norm + 1e-6);
    // A NaN stays a NaN, as in PyTorch.
    return quotient > 1 ? 1 : quotient;
  }
}

const integer = (value: number) => ({ value, isFloat: false });
const single = (value: number) => ({ value, isFloat: true });
