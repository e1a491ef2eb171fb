import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attacked } from "../../lib/hostileJson";
import { readSafetensors, writeSafetensors } from "./safetensors";

const file = () =>
  writeSafetensors({
    tensors: [
      { name: "weight", shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, 7) },
      { name: "count", shape: [], values: Float32Array.of(41), isInteger: true },
    ],
    metadata: { classes: '["Ä", "日本"]' },
  });

/** A file with this header and so many bytes of data. */
function withHeader(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const tensor = (shape: unknown, begin: number, end: number, dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe("safetensors", () => {
  test("reads what it wrote", () => {
    const { tensors, metadata } = readSafetensors(file());
    expect(metadata).toEqual({ classes: '["Ä", "日本"]' });
    expect(tensors).toEqual([
      {
        name: "weight",
        shape: [2, 3],
        values: Float32Array.of(1, -2, 3.5, 0, 1e-30, 7),
        isInteger: false,
      },
      { name: "count", shape: [], values: Float32Array.of(41), isInteger: true },
    ]);
  });

  test("reads halves, brain floats and doubles as float32, wherever they begin", () => {
    const header = {
      half: tensor([5], 0, 10, "F16"),
      brain: tensor([4], 10, 18, "BF16"),
      double: tensor([2, 2], 18, 50, "F64"),
    };
    const bytes = withHeader(header, 50);
    const view = new DataView(bytes.buffer, bytes.length - 50);
    [0x3555, 0x8001, 0x03ff, 0x7bff, 0x7c00].forEach((bits, i) =>
      view.setUint16(2 * i, bits, true),
    );
    [0x3eab, 0x0001, 0x807f, 0x7fc0].forEach((bits, i) => view.setUint16(10 + 2 * i, bits, true));
    // The second is halfway between two float32 and goes to the even one; the third is subnormal in float32.
    [0.1, 1 + 2 ** -24, 3 * 2 ** -149, -1e-300].forEach((value, i) =>
      view.setFloat64(18 + 8 * i, value, true),
    );
    const [half, brain, double] = readSafetensors(bytes).tensors;
    expect(half).toEqual({
      name: "half",
      shape: [5],
      values: Float32Array.of(0.333251953125, -(2 ** -24), 1023 * 2 ** -24, 65504, Infinity),
      isInteger: false,
    });
    expect(brain!.values).toEqual(Float32Array.of(0.333984375, 2 ** -133, -127 * 2 ** -133, NaN));
    expect(double!.shape).toEqual([2, 2]);
    expect(double!.values).toEqual(Float32Array.of(Math.fround(0.1), 1, 3 * 2 ** -149, -0));
  });

  test("a double that float32 does not reach is refused, and one that rounds to its largest is not", () => {
    const bytes = withHeader({ a: tensor([1], 0, 8, "F64") }, 8);
    const view = new DataView(bytes.buffer, bytes.length - 8);
    const largest = (2 - 2 ** -23) * 2 ** 127;
    view.setFloat64(0, largest * (1 + 2 ** -26), true);
    expect(readSafetensors(bytes).tensors[0]!.values).toEqual(Float32Array.of(largest));
    view.setFloat64(0, -1e39, true);
    expect(() => readSafetensors(bytes)).toThrow(
      '"a" holds -1e+39, which is too large for float32',
    );
  });

  test("begins its data at a multiple of 8 bytes", () => {
    expect(Number(new DataView(file().buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  test.each([
    ["nothing", new Uint8Array(0), "too short"],
    ["a huge header", Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255), "impossible length"],
    ["no JSON", withHeader("{oops", 0), "can't be read"],
    ["an array as header", withHeader([], 0), "can't be read"],
    ["a tensor that is a number", withHeader({ a: 1 }, 0), "malformed"],
    ["another type", withHeader({ a: tensor([1], 0, 1, "F8_E4M3") }, 1), "F8_E4M3"],
    [
      "a type that is no text",
      withHeader({ a: { ...tensor([1], 0, 4), dtype: ["F32"] } }, 4),
      "type",
    ],
    ["halves of a wrong length", withHeader({ a: tensor([2], 0, 8, "F16") }, 8), "does not fill"],
    ["doubles of a wrong length", withHeader({ a: tensor([2], 0, 8, "F64") }, 8), "does not fill"],
    ["a negative extent", withHeader({ a: tensor([-1], 0, 4) }, 4), "malformed"],
    ["a fraction", withHeader({ a: tensor([1.5], 0, 6) }, 6), "malformed"],
    [
      "an overflowing shape",
      withHeader({ a: tensor([2 ** 40, 2 ** 40], 0, 4) }, 4),
      "does not fill",
    ],
    ["a wrong length", withHeader({ a: tensor([2], 0, 4) }, 4), "does not fill"],
    ["a reversed range", withHeader({ a: tensor([1], 4, 0) }, 4), "does not fill"],
    ["a tensor beyond the end", withHeader({ a: tensor([1], 8, 12) }, 4), "cut off"],
    ["an overlap", withHeader({ a: tensor([2], 0, 8), b: tensor([2], 4, 12) }, 12), "overlap"],
    ["a hole", withHeader({ a: tensor([1], 0, 4), b: tensor([1], 8, 12) }, 12), "holes"],
    [
      "many tensors that overlap, before it reads them",
      withHeader(
        Object.fromEntries(
          Array.from({ length: 10_000 }, (_, i) => [i, tensor([2 ** 21], 0, 2 ** 22, "BF16")]),
        ),
        2 ** 22,
      ),
      "overlap",
    ],
    ["bytes behind the last tensor", withHeader({ a: tensor([1], 0, 4) }, 8), "length"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  test("a file cut off anywhere is refused", () => {
    const whole = file();
    for (let length = 0; length < whole.length; length++)
      expect(() => readSafetensors(whole.subarray(0, length))).toThrow();
  });

  test("2,000 hostile headers are read or refused, and touch no prototype", () => {
    const header = JSON.stringify({
      __metadata__: { format: "pt", classes: "[]" },
      weight: tensor([2, 3], 0, 24),
      count: tensor([], 24, 32, "I64"),
      half: tensor([1, 1], 32, 34, "F16"),
      brain: tensor([3], 34, 40, "BF16"),
      double: tensor([1], 40, 48, "F64"),
    });
    fc.assert(
      fc.property(attacked(header), (text) => {
        try {
          const { tensors } = readSafetensors(withHeader(text, 48));
          // What was read lies within the file.
          expect(tensors.reduce((sum, { values }) => sum + values.length, 0)).toBeLessThanOrEqual(
            24,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 2000, seed: 12 },
    );
    expect(Object.prototype).not.toHaveProperty("polluted");
  });

  test("a header above 1 MB is refused before it is read", () => {
    const padded = `{"a": ${" ".repeat(2 ** 20)}1}`;
    expect(() => readSafetensors(withHeader(padded, 0))).toThrow("impossible length");
  });

  test("2,000 damaged headers neither hang nor touch a prototype", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (flips) => {
          const bytes = file();
          for (const [place, value] of flips) bytes[place % bytes.length] = value;
          try {
            readSafetensors(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
          }
        },
      ),
      { numRuns: 2000, seed: 12 },
    );
    readSafetensors(withHeader('{"__metadata__":{"__proto__":"x"}}', 0));
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});
