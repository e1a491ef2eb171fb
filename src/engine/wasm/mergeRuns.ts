/** Joins neighbours in a flat buffer. */
import { SLICE_ALIGNMENT, type Slice } from "../plan/program";

/** In floats. */
export type Run = Pick<Slice, "offset" | "size">;

/** Slices that follow each other become one run; the gaps between them hold zeros. */
export function mergeRuns(slices: readonly Run[]): Run[] {
  const runs: Run[] = [];
  for (const { offset, size } of slices) {
    const aligned = Math.ceil(size / SLICE_ALIGNMENT) * SLICE_ALIGNMENT;
    const last = runs.at(-1);
    if (last && last.offset + last.size === offset) last.size += aligned;
    else runs.push({ offset, size: aligned });
  }
  return runs;
}
