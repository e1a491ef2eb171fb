/** Lays named tensors into one flat buffer. */
import { sizeOf } from "../../lib/shape";
import { SLICE_ALIGNMENT, type Slice } from "./program";

export interface FlatLayout {
  slices: ReadonlyMap<string, Slice>;
  /** Of the whole buffer, in floats; the gaps of the alignment hold zeros. */
  size: number;
}

export function flatLayout(
  specs: readonly { name: string; shape: readonly number[] }[],
): FlatLayout {
  const slices = new Map<string, Slice>();
  let end = 0;
  for (const { name, shape } of specs) {
    const size = sizeOf(shape);
    slices.set(name, { name, offset: end, size, torchShape: shape });
    end += Math.ceil(size / SLICE_ALIGNMENT) * SLICE_ALIGNMENT;
  }
  return { slices, size: end };
}
