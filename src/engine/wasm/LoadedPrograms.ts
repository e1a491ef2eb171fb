/** The programs' jobs on the heap, and the memory that all of them work in. */
import type { Program, TensorId } from "../plan/program";
import type { Flat, FlatMemory } from "./FlatMemory";
import { JOB_BYTES, writeJobs } from "./jobs";
import { lowerSteps, type Lowered } from "./lowerSteps";
import type { Machine } from "./Machine";
import { arenaOf } from "./memory";

export interface JobList {
  address: number;
  count: number;
}

interface Loaded {
  /** null while the shared memory has moved. */
  lists: Record<keyof Lowered["lists"], JobList> | null;
  /** Where each slot lies in the arena, in floats. */
  slots: number[];
}

const nowhere: Flat = { address: 0, size: 0 };

export class LoadedPrograms {
  private readonly programs = new Map<Program, Loaded>();
  /** Activations and scratch of whichever program runs: they never run at the same time. */
  private arena = nowhere;
  private scratch = nowhere;
  private zeros = nowhere;

  constructor(
    private readonly machine: Machine,
    private readonly flats: FlatMemory,
  ) {}

  load(program: Program): void {
    const { offsets, size } = arenaOf(program);
    this.arena = this.atLeast(this.arena, size);
    this.programs.set(program, { lists: null, slots: offsets });
    this.lists(program);
  }

  /** The program's jobs, written anew where the shared memory has moved. */
  lists(program: Program): NonNullable<Loaded["lists"]> {
    const loaded = this.programs.get(program)!;
    if (loaded.lists) return loaded.lists;
    const needs = this.lower(program);
    this.scratch = this.atLeast(this.scratch, needs.scratchFloats);
    if (needs.zeroFloats > this.zeros.size) {
      this.zeros = this.atLeast(this.zeros, needs.zeroFloats);
      this.machine.floats(this.zeros.address, this.zeros.size).fill(0);
    }
    const { forward, backward, firstBackward } = this.lower(program).lists;
    const write = (jobs: Lowered["lists"]["forward"]): JobList => {
      const address = this.machine.heap.allocate(jobs.length * JOB_BYTES);
      writeJobs(this.machine.memory, address, jobs);
      return { address, count: jobs.length };
    };
    loaded.lists = {
      forward: write(forward),
      backward: write(backward),
      firstBackward: write(firstBackward),
    };
    return loaded.lists;
  }

  tensorAddress(program: Program, id: TensorId): number {
    const { slots } = this.programs.get(program)!;
    return this.arena.address + 4 * slots[program.tensors[id]!.slot]!;
  }

  /** The address of so many floats, until the next program runs. */
  room(floats: number): number {
    this.scratch = this.atLeast(this.scratch, floats);
    return this.scratch.address;
  }

  dispose(): void {
    for (const loaded of this.programs.values()) this.forget(loaded);
    for (const { address } of [this.arena, this.scratch, this.zeros])
      if (address !== 0) this.machine.heap.release(address);
    this.programs.clear();
  }

  private lower(program: Program): Lowered {
    return lowerSteps(program, {
      threadCount: this.machine.threadCount,
      scratch: this.scratch.address,
      zeros: this.zeros.address,
      gradientFloats: this.flats.place("gradients").size,
      tensor: (id) => this.tensorAddress(program, id),
      flat: (name) => this.flats.place(name).address,
    });
  }

  /** The same memory, or a larger one; then every program's addresses are out of date. */
  private atLeast(old: Flat, size: number): Flat {
    if (size <= old.size) return old;
    for (const loaded of this.programs.values()) this.forget(loaded);
    return this.machine.heap.enlarged(old, size);
  }

  private forget(loaded: Loaded): void {
    for (const { address } of Object.values(loaded.lists ?? {})) this.machine.heap.release(address);
    loaded.lists = null;
  }
}
