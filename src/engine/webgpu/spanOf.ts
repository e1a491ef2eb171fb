/** The stretch of a flat buffer that holds all of the slices. */
import type { Slice } from "../plan/program";

export function spanOf(slices: readonly Slice[]): { offset: number; size: number } {
  const offset = Math.min(...slices.map((slice) => slice.offset));
  const end = Math.max(...slices.map((slice) => slice.offset + slice.size));
  return { offset, size: end - offset };
}
