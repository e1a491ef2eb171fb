/** Gives sizes places among buffers that are shared, because only one program runs at a time. */

/**
 * For each size, in bytes, the place in `buffers` of one that is large enough, no place twice; the
 * smallest that fits, and a new one behind the others where none does.
 */
export function assignBuffers(buffers: number[], sizes: readonly number[]): number[] {
  const free = new Set(buffers.keys());
  const assigned = new Array<number>(sizes.length);
  const largestFirst = sizes.map((_, i) => i).sort((a, b) => sizes[b]! - sizes[a]!);
  for (const i of largestFirst) {
    const [fitting] = [...free]
      .filter((place) => buffers[place]! >= sizes[i]!)
      .sort((a, b) => buffers[a]! - buffers[b]!);
    if (fitting !== undefined) free.delete(fitting);
    assigned[i] = fitting ?? buffers.push(sizes[i]!) - 1;
  }
  return assigned;
}
