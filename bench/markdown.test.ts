import { expect, test } from "vitest";
import { stepChart } from "./chart";
import { digits, markdownOf, peakOf } from "./markdown";
import { ratio, ratiosOf } from "./ratios";
import type { Row } from "./report";

const row: Row = {
  engine: "Homeroom",
  tier: "wasm",
  model: "Small CNN",
  imageSizePx: 32,
  batch: 16,
  stepMs: 12.345,
  dispatches: 70,
  cpuMs: 12,
  peakBytes: 20e6,
  gflops: 50,
};
const failed: Row = {
  ...row,
  engine: "jax-js",
  ...{ stepMs: null, dispatches: null, cpuMs: null, peakBytes: null, gflops: null },
  why: "no depthwise",
};

test("the document holds machine, commit, each row, its share of the peak, and each promise", () => {
  const ratios = ratiosOf([row], { wholeOverBare: 0.95, firstStepSeconds: 4 });
  const machine = { processor: "A|B", wasmGflops: 100 };
  const text = markdownOf({ machine, commit: "abc1234", rows: [row, failed], ratios }, "x.svg");
  expect(text).toContain("| processor | A\\|B |");
  expect(text).toContain("abc1234");
  expect(text).toContain("| Homeroom | wasm | 12.3 | 50 | 50 % | 70 | 12 | 20 |");
  expect(text).toContain("| jax-js | wasm | no depthwise |");
  expect(text).toMatch(/first step .*\| 4 \| ≤ 3 \| \*\*missed\*\* \|/);
  expect(text.match(/not measured \|/g)).toHaveLength(ratios.length - 2);
});

test("a row of another batch stands with the growth", () => {
  const text = markdownOf(
    { machine: {}, commit: "", rows: [{ ...row, batch: 256 }], ratios: [] },
    "x.svg",
  );
  expect(text).toContain("| Small CNN | 32 px | 256 | wasm |");
});

test("PyTorch is held against its own matrix product", () => {
  const machine = { wasmGflops: 1, pytorchGflops: 2 };
  expect(peakOf({ ...row, engine: "PyTorch", tier: "cpu" }, machine)).toBe(2);
  expect(peakOf({ ...row, tier: "cpu" }, machine)).toBeNull();
});

test("numbers have three digits and no exponent", () => {
  expect([0.012345, 9.996, 16449].map(digits)).toEqual(["0.0123", "10", "16,400"]);
});

test("the chart has a bar for each time and none for what failed", () => {
  const chart = stepChart([row, { ...row, engine: "A<B", stepMs: 100 }, failed]);
  expect(chart.match(/<rect x=/g)).toHaveLength(2);
  expect(chart).toContain("A&lt;B, wasm");
  expect(chart).not.toContain("jax-js");
});

test("a missed ratio is said to be missed", () => {
  expect(ratio("r", "m", 2, { sign: "≤", bound: 1 }).holds).toBe(false);
});
