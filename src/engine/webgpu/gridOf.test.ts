import { expect, test } from "vitest";
import { checkSize } from "./createBuffer";
import { gridOf } from "./gridOf";
import { stretchesOf } from "./stretchesOf";

test("a dispatch that is too wide for one dimension uses two, and every thread is there", () => {
  expect(gridOf(64 * 100, 64, 65535, "add")).toEqual([100, 1]);
  for (const threads of [64 * 65535 + 1, 64 * 65535 * 3 + 5, 2 ** 31 - 1]) {
    const [x, y] = gridOf(threads, 64, 65535, "add");
    expect(Math.max(x, y)).toBeLessThanOrEqual(65535);
    expect(x * y * 64).toBeGreaterThanOrEqual(threads);
  }
  expect(() => gridOf(2 ** 31, 64, 65535, "add")).toThrow('"add" is too large for this GPU');
});

test("a buffer beyond the device's limit is refused with its name", () => {
  expect(() => checkSize("conv1", 128 * 2 ** 20, 128 * 2 ** 20)).not.toThrow();
  expect(() => checkSize("conv1", 129 * 2 ** 20, 128 * 2 ** 20)).toThrow(
    'This GPU takes at most 128 MiB at a time, and "conv1" needs 129 MiB.',
  );
});

test("an update covers its slices in pieces that a binding can hold, and says whose each block is", () => {
  const slice = (name: string, offset: number, size: number) => ({
    ...{ name, offset, size, torchShape: [size] },
  });
  const groups = [
    { slices: [slice("a", 64, 100), slice("d", 512, 10)], coefficients: {} },
    { slices: [slice("c", 192, 256)], coefficients: {} },
  ];
  expect(stretchesOf(groups, 1024)).toEqual([
    { offset: 64, size: 256, groups: Int32Array.of(0, 0, 1, 1) },
    { offset: 320, size: 202, groups: Int32Array.of(1, 1, -1, 0) },
  ]);
  expect(stretchesOf(groups.slice(1), 4096)).toEqual([
    { offset: 192, size: 256, groups: Int32Array.of(0, 0, 0, 0) },
  ]);
});
