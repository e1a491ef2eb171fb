/**
 * Reads and writes safetensors: an 8-byte header length, a JSON header, and the tensors' bytes.
 * https://github.com/huggingface/safetensors#format
 */
import { sizeOf } from "../../lib/shape";

export interface NamedTensor {
  name: string;
  shape: readonly number[];
  /** Float values; written as 64-bit integers where `isInteger`. */
  values: Float32Array;
  isInteger?: boolean;
}

export interface TensorFile {
  tensors: NamedTensor[];
  metadata: Record<string, string>;
}

const MAX_HEADER_BYTES = 1024 * 1024;
const bytesPerElement: ReadonlyMap<string, number> = new Map([
  ["F32", 4],
  ["I64", 8],
]);

export function writeSafetensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  const header = new Map<string, object>([["__metadata__", metadata]]);
  let end = 0;
  for (const { name, shape, isInteger } of tensors) {
    const begin = end;
    end += sizeOf(shape) * (isInteger ? 8 : 4);
    header.set(name, { dtype: isInteger ? "I64" : "F32", shape, data_offsets: [begin, end] });
  }
  const json = JSON.stringify(Object.fromEntries(header));
  const encoded = new TextEncoder().encode(json);
  // The data has to begin at a multiple of 8 bytes: the header is padded with spaces.
  const headerLength = Math.ceil(encoded.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + end);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(encoded, 8);
  let at = 8 + headerLength;
  for (const { values, isInteger } of tensors)
    for (const value of values) {
      if (isInteger) view.setBigInt64(at, BigInt(value), true);
      else view.setFloat32(at, value, true);
      at += isInteger ? 8 : 4;
    }
  return file;
}

/** Throws, saying what is wrong, on anything that is not a sound file of float32 and int64 tensors. */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < 8) throw new Error("The file is too short to be a safetensors file.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > MAX_HEADER_BYTES || headerLength > bytes.length - 8)
    throw new Error("This is not a safetensors file: its header has an impossible length.");
  const dataStart = 8 + Number(headerLength);
  const header = parseHeader(bytes.subarray(8, dataStart));
  const metadata: Record<string, string> = {};
  const tensors: NamedTensor[] = [];
  const ranges: [begin: number, end: number][] = [];
  for (const [name, entry] of header) {
    if (name === "__metadata__") {
      for (const [key, value] of Object.entries(asRecord(entry, name)))
        if (typeof value === "string") metadata[key] = value;
      continue;
    }
    const { dtype, shape, begin, end } = parseEntry(name, asRecord(entry, name));
    if (dataStart + end > bytes.length)
      throw new Error(`The file is cut off: tensor "${name}" is incomplete.`);
    ranges.push([begin, end]);
    tensors.push({
      name,
      shape,
      values: readValues(view, dataStart + begin, dtype, sizeOf(shape)),
      isInteger: dtype === "I64",
    });
  }
  checkLayout(ranges, bytes.length - dataStart);
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): Map<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return new Map(Object.entries(asRecord(header, "header")));
  } catch {
    throw new Error("This is not a safetensors file: its header can't be read.");
  }
}

function asRecord(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`The file's entry "${name}" is malformed.`);
  return { ...value };
}

function parseEntry(name: string, entry: Record<string, unknown>) {
  const { dtype, shape, data_offsets: offsets } = entry;
  const elementBytes = typeof dtype === "string" ? bytesPerElement.get(dtype) : undefined;
  if (typeof dtype !== "string" || elementBytes === undefined)
    throw new Error(`Tensor "${name}" has the type ${String(dtype)}; F32 and I64 can be read.`);
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    throw new Error(`Tensor "${name}" is malformed.`);
  const [begin, end] = offsets as [number, number];
  const size = sizeOf(shape) * elementBytes;
  if (!Number.isSafeInteger(size) || end - begin !== size)
    throw new Error(`Tensor "${name}" does not fill the space that its shape needs.`);
  return { dtype, shape, begin, end };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function readValues(view: DataView, start: number, dtype: string, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) =>
    dtype === "I64"
      ? Number(view.getBigInt64(start + 8 * i, true))
      : view.getFloat32(start + 4 * i, true),
  );
}

/** No overlap and no hole, as the reference reader demands. */
function checkLayout(ranges: [begin: number, end: number][], dataBytes: number): void {
  let at = 0;
  for (const [begin, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (begin !== at) throw new Error("The file's tensors overlap or leave holes.");
    at = end;
  }
  if (at !== dataBytes) throw new Error("The file's length does not fit its header.");
}
