/** The stretches of the flat buffers that an update covers, in pieces that a binding can hold. */
import { SLICE_ALIGNMENT } from "../plan/program";
import type { FlatUpdate } from "../plan/runtime";

/** Of a flat buffer, in floats. */
export interface Piece {
  offset: number;
  size: number;
}

export interface Stretch extends Piece {
  /**
   * For every `SLICE_ALIGNMENT` floats the group whose coefficients they use, or −1 where nothing is
   * updated; padded to whole vectors.
   */
  groups: Int32Array<ArrayBuffer>;
}

export function stretchesOf(groups: FlatUpdate["groups"], maxBindingBytes: number): Stretch[] {
  const slices = groups.flatMap((group) => group.slices);
  const first = Math.min(...slices.map(({ offset }) => offset));
  const last = Math.max(...slices.map(({ offset, size }) => offset + size));
  const stretches = piecesOf(first, last, maxBindingBytes).map((piece): Stretch => {
    const blocks = Math.ceil(piece.size / SLICE_ALIGNMENT);
    return { ...piece, groups: new Int32Array(Math.ceil(blocks / 4) * 4).fill(-1) };
  });
  groups.forEach(({ slices }, group) => {
    for (const { offset, size } of slices)
      for (const stretch of stretches) {
        const start = (offset - stretch.offset) / SLICE_ALIGNMENT;
        const end = start + Math.ceil(size / SLICE_ALIGNMENT);
        stretch.groups.fill(group, Math.max(0, start), Math.max(0, end));
      }
  });
  return stretches;
}

/** From `first` to `last`, which is not included. */
export function piecesOf(first: number, last: number, maxBindingBytes: number): Piece[] {
  const largest = Math.floor(maxBindingBytes / 4 / SLICE_ALIGNMENT) * SLICE_ALIGNMENT;
  return Array.from({ length: Math.ceil((last - first) / largest) }, (_, i) => {
    const offset = first + i * largest;
    return { offset, size: Math.min(largest, last - offset) };
  });
}
