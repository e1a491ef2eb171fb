import { expect, test } from "vitest";
import { bfloat16ToNumber, float16ToNumber } from "./float16";

test("halves of every kind", () => {
  const values: [number, number][] = [
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x3555, 0.333251953125],
    [0x0400, 2 ** -14],
    [0x03ff, 1023 * 2 ** -24],
    [0x0001, 2 ** -24],
    [0x8000, -0],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ];
  for (const [bits, value] of values) expect(float16ToNumber(bits)).toBe(value);
});

test("bfloat16 of every kind", () => {
  const values: [number, number][] = [
    [0x3f80, 1],
    [0xc000, -2],
    [0x7f7f, (2 - 2 ** -7) * 2 ** 127],
    [0x3eab, 0.333984375],
    [0x0080, 2 ** -126],
    [0x007f, 127 * 2 ** -133],
    [0x0001, 2 ** -133],
    [0x8000, -0],
    [0x7f80, Infinity],
    [0xff80, -Infinity],
    [0x7fc0, NaN],
  ];
  for (const [bits, value] of values) expect(bfloat16ToNumber(bits)).toBe(value);
});
