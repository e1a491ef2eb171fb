/** A kernel: one dispatch before it has a pipeline, as WGSL over named buffers. */
import type { Slice, TensorId } from "../plan/program";
import type { FlatName } from "../plan/runtime";

/** A flat buffer of the model, a small one of the update, or what images are sampled from. */
export type BufferName = FlatName | "coefficients" | "gradientNorm" | "samples" | "pixels";

/** Where a binding's numbers are; offsets and sizes in numbers of 4 bytes. */
export type Place =
  | { kind: "tensor"; id: TensorId }
  | { kind: "flat"; name: BufferName; offset: number; size: number }
  /** Room that only a few dispatches in a row use; each name is one buffer, as large as the largest. */
  | { kind: "scratch"; name: string; offset: number; size: number }
  /** A table that is written once. */
  | { kind: "table"; values: Int32Array<ArrayBuffer> };

export type ElementType = "f32" | "u32" | "vec4f" | "vec4i";

export interface Binding {
  name: string;
  type: ElementType;
  access: "read" | "read_write";
  place: Place;
}

export interface Kernel {
  label: string;
  bindings: readonly Binding[];
  /**
   * Whole numbers that depend on the batch, read as `sizes.name`: batches of another size then share
   * the pipeline.
   */
  sizes: Readonly<Record<string, number>>;
  threads: number;
  /** Functions, and variables of the workgroup, that the body uses. */
  functions?: string;
  /** What the thread `id` (from 0, an `i32`) does. */
  body: string;
  /**
   * The threads of a workgroup work together: they are `lane` (from 0) of the workgroup `team`, always as
   * many as a workgroup has, and may use barriers.
   */
  isTeam?: boolean;
  /** `WORKGROUP_SIZE` where nothing is said. */
  workgroupSize?: number;
}

export const tensor = (id: TensorId): Place => ({ kind: "tensor", id });

export const flat = (
  name: BufferName,
  { offset, size }: Pick<Slice, "offset" | "size">,
): Place => ({
  kind: "flat",
  name,
  offset,
  size,
});

export const scratch = (name: string, size: number, offset = 0): Place => ({
  kind: "scratch",
  name,
  offset,
  size,
});

/**
 * One binding for two slices of a flat buffer, because a device has few bindings; `secondAt` says
 * where the later one begins, in floats.
 */
export function flatPair(name: BufferName, first: Slice, second: Slice) {
  const secondAt = second.offset - first.offset;
  if (secondAt < first.size) throw new Error(`${second.name} has to lie behind ${first.name}.`);
  return { place: flat(name, { offset: first.offset, size: secondAt + second.size }), secondAt };
}

export const read = (name: string, type: ElementType, place: Place): Binding => ({
  name,
  type,
  access: "read",
  place,
});

export const write = (name: string, type: ElementType, place: Place): Binding => ({
  name,
  type,
  access: "read_write",
  place,
});
