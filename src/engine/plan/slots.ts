/** Gives tensors places by lifetime: two that are never alive together may share a slot. */

export interface Lifetime {
  size: number;
  /** The steps that first write and last read it; both inclusive. */
  first: number;
  last: number;
}

export interface SlotPlan {
  /** By tensor. */
  slotOf: number[];
  /** Size of each slot. */
  slots: number[];
}

/**
 * Greedy by size: the largest tensors choose first, each takes the smallest slot that is free for its
 * whole life. Slots and not offsets, because WebGPU refuses one buffer as input and output at once.
 */
export function planSlots(lifetimes: readonly Lifetime[]): SlotPlan {
  const slots: { size: number; tenants: Lifetime[] }[] = [];
  const slotOf = new Array<number>(lifetimes.length).fill(-1);
  const order = lifetimes
    .map((_, id) => id)
    .sort((a, b) => lifetimes[b]!.size - lifetimes[a]!.size);
  for (const id of order) {
    const life = lifetimes[id]!;
    const free = slots
      .map((slot, index) => ({ slot, index }))
      .filter(({ slot }) =>
        slot.tenants.every(({ first, last }) => last < life.first || first > life.last),
      )
      .sort((a, b) => a.slot.size - b.slot.size)[0];
    if (free) {
      free.slot.tenants.push(life);
      slotOf[id] = free.index;
    } else {
      slotOf[id] = slots.length;
      slots.push({ size: life.size, tenants: [life] });
    }
  }
  return { slotOf, slots: slots.map(({ size }) => size) };
}
