/**
 * Reads and writes safetensors: an 8-byte header length, a JSON header, and the tensors' bytes.
 * https://github.com/huggingface/safetensors#format
 */
import { bfloat16ToNumber, float16ToNumber } from "../../lib/float16";
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

interface Dtype {
  bytes: number;
  read: (view: DataView, at: number) => number;
}

/** What is read, as float32: of 16 bits exactly, of 64 bits rounded. */
const dtypes: ReadonlyMap<unknown, Dtype> = new Map<string, Dtype>([
  ["F32", { bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  ["F16", { bytes: 2, read: (view, at) => float16ToNumber(view.getUint16(at, true)) }],
  ["BF16", { bytes: 2, read: (view, at) => bfloat16ToNumber(view.getUint16(at, true)) }],
  ["F64", { bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
  ["I64", { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) }],
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

/** Throws, saying what is wrong, on anything that is not a sound file of tensors that it can read. */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < 8) throw new Error("The file is too short to be a safetensors file.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > MAX_HEADER_BYTES || headerLength > bytes.length - 8)
    throw new Error("This is not a safetensors file: its header has an impossible length.");
  const dataStart = 8 + Number(headerLength);
  const header = parseHeader(bytes.subarray(8, dataStart));
  const metadata: Record<string, string> = {};
  const entries: Entry[] = [];
  for (const [name, entry] of header) {
    if (name === "__metadata__") {
      for (const [key, value] of Object.entries(asRecord(entry, name)))
        if (typeof value === "string") metadata[key] = value;
      continue;
    }
    const parsed = parseEntry(name, asRecord(entry, name));
    if (dataStart + parsed.end > bytes.length)
      throw new Error(`The file is cut off: tensor "${name}" is incomplete.`);
    entries.push(parsed);
  }
  // Before anything is read: tensors that overlap could be far larger than the file.
  checkLayout(entries, bytes.length - dataStart);
  const data = new DataView(bytes.buffer, bytes.byteOffset + dataStart, bytes.length - dataStart);
  const tensors = entries.map((entry): NamedTensor => {
    const { name, shape, isInteger } = entry;
    return { name, shape, values: readValues(entry, data), isInteger };
  });
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

/** What the header says of a tensor. */
interface Entry {
  name: string;
  dtype: Dtype;
  isInteger: boolean;
  shape: readonly number[];
  /** Within the data, in bytes. */
  begin: number;
  end: number;
}

function parseEntry(name: string, entry: Record<string, unknown>): Entry {
  const { dtype: dtypeName, shape, data_offsets: offsets } = entry;
  const dtype = dtypes.get(dtypeName);
  if (!dtype)
    throw new Error(
      `Tensor "${name}" has the type ${String(dtypeName)}; ${[...dtypes.keys()].join(", ")} can be read.`,
    );
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    throw new Error(`Tensor "${name}" is malformed.`);
  const [begin, end] = offsets as [number, number];
  const size = sizeOf(shape) * dtype.bytes;
  if (!Number.isSafeInteger(size) || end - begin !== size)
    throw new Error(`Tensor "${name}" does not fill the space that its shape needs.`);
  return { name, dtype, isInteger: dtypeName === "I64", shape, begin, end };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** Throws for a number that float32 does not reach: it would become infinite. */
function readValues({ name, dtype, shape, begin }: Entry, data: DataView): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) {
    const value = dtype.read(data, begin + dtype.bytes * i);
    values[i] = value;
    if (Number.isFinite(value) && !Number.isFinite(values[i]))
      throw new Error(`Tensor "${name}" holds ${value}, which is too large for float32.`);
  }
  return values;
}

/** No overlap and no hole, as the reference reader demands. */
function checkLayout(entries: readonly Entry[], dataBytes: number): void {
  let at = 0;
  for (const { begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw new Error("The file's tensors overlap or leave holes.");
    at = end;
  }
  if (at !== dataBytes) throw new Error("The file's length does not fit its header.");
}
