/** Joins the neighbouring slices of an update's groups to as few stretches as a binding can hold. */
import { SLICE_ALIGNMENT } from "../plan/program";
import type { FlatUpdate } from "../plan/runtime";
import type { Stretch } from "./updateKernels";

export function stretchesOf(
  groups: FlatUpdate["groups"],
  maxBindingBytes: number,
): readonly Stretch[] {
  const largest = Math.floor(maxBindingBytes / 4 / SLICE_ALIGNMENT) * SLICE_ALIGNMENT;
  return groups.flatMap(({ slices }, group) => {
    const joined: Stretch[] = [];
    for (const { offset, size } of [...slices].sort((a, b) => a.offset - b.offset)) {
      const last = joined.length > 0 ? joined[joined.length - 1]! : null;
      if (last && offset - (last.offset + last.size) < SLICE_ALIGNMENT)
        last.size = offset + size - last.offset;
      else joined.push({ offset, size, group });
    }
    return joined.flatMap(({ offset, size }) =>
      Array.from({ length: Math.ceil(size / largest) }, (_, i) => ({
        offset: offset + i * largest,
        size: Math.min(largest, size - i * largest),
        group,
      })),
    );
  });
}
