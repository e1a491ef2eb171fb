import { expect, test } from "vitest";
import { expectClose, float32, float64 } from "./compare";
import { flatten, parseGolden, shapeOf, type Nested } from "./nested";

test("a value within the tolerance passes, one outside names its place", () => {
  expectClose("value", [1, 2], [1, 2 + 1e-11], float64);
  expect(() => expectClose("value", [1, 2], [1, 2.1], float64)).toThrow(
    "value[1]: 2 instead of 2.1",
  );
});

test("the float32 tolerance grows with the value and with PyTorch's own error", () => {
  expect(float32()(0)).toBe(1e-6);
  expect(float32()(100)).toBeCloseTo(1e-3 + 1e-6, 12);
  expect(float32(1e-3)(100)).toBe(1e-2);
});

test.each([
  [0, NaN],
  [NaN, 0],
  [Infinity, -Infinity],
  [1e300, Infinity],
])("%s is not close to %s", (actual, expected) => {
  expect(() => expectClose("value", actual, expected, float64)).toThrow();
});

test("NaN and the infinities are themselves", () => {
  expectClose("value", [NaN, Infinity, -Infinity], [NaN, Infinity, -Infinity], float64);
});

test("lists of other lengths differ", () => {
  expect(() => expectClose("value", [1], [1, 2], float64)).toThrow("1 numbers instead of 2");
});

test("golden numbers are read with NaN and the infinities", () => {
  const value = parseGolden(`[["NaN", 1], ["Infinity", "-Infinity"]]`) as Nested;
  expect(flatten(value)).toEqual([NaN, 1, Infinity, -Infinity]);
  expect(shapeOf(value)).toEqual([2, 2]);
});
