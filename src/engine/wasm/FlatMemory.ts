/** The flat buffers on the machine's heap. */
import type { FlatName } from "../plan/runtime";
import type { Machine } from "./Machine";

export interface Flat {
  address: number;
  /** In floats. */
  size: number;
}

export class FlatMemory {
  private readonly flats = new Map<FlatName, Flat>();
  /** Gradients were cleared in name only: the pass that comes next writes most of them anyway. */
  private owesZeros = false;

  constructor(private readonly machine: Machine) {}

  allocate(name: FlatName, size: number): void {
    this.flats.set(name, { address: this.machine.heap.allocate(4 * size), size });
    this.numbers(name).fill(0);
  }

  /** Where a buffer is, for those who read it. */
  get(name: FlatName): Flat {
    if (name === "gradients" && this.takeDebt()) this.numbers(name).fill(0);
    return this.place(name);
  }

  /** The same for those who know of the gradients' debt. */
  place(name: FlatName): Flat {
    const flat = this.flats.get(name);
    if (!flat) throw new Error(`There is no "${name}" in memory.`);
    return flat;
  }

  /** Whether the gradients have yet to be cleared, which then falls to the caller. */
  takeDebt(): boolean {
    const { owesZeros } = this;
    this.owesZeros = false;
    return owesZeros;
  }

  write(name: FlatName, offset: number, values: Float32Array): void {
    this.view(name).set(values, offset);
  }

  read(name: FlatName): Float32Array {
    return this.view(name).slice();
  }

  copy(from: FlatName, to: FlatName): void {
    this.view(to).set(this.view(from));
  }

  exchange(one: FlatName, other: FlatName): void {
    const kept = this.read(one);
    this.copy(other, one);
    this.view(other).set(kept);
  }

  clear(name: FlatName): void {
    if (name === "gradients") this.owesZeros = true;
    else this.numbers(name).fill(0);
  }

  add(name: FlatName, value: number): void {
    this.view(name)[0]! += value;
  }

  dispose(): void {
    for (const { address } of this.flats.values()) this.machine.heap.release(address);
    this.flats.clear();
  }

  private view(name: FlatName): Float32Array {
    this.get(name);
    return this.numbers(name);
  }

  private numbers(name: FlatName): Float32Array {
    const { address, size } = this.place(name);
    return this.machine.floats(address, size);
  }
}
