import fc from "fast-check";
import { expect, test } from "vitest";
import { compareCodePoints } from "./compareCodePoints";

test("text is ordered by code point, above U+FFFF too", () => {
  const sorted = ["a", "Z", "\u{1F600}", "\uFF01", "ab", "", "é"].sort(compareCodePoints);
  expect(sorted).toEqual(["", "Z", "a", "ab", "é", "\uFF01", "\u{1F600}"]);
});

test("the order is that of the code points, for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(
        Math.sign(compareLists(points(a), points(b))),
      );
    }),
  );
});

function points(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((value, i) => value !== b[i]);
  if (place < 0 || place >= b.length) return a.length - b.length;
  return a[place]! - b[place]!;
}
