import { expect, test } from "vitest";
import { cases } from "./cases";
import { ratio, ratiosOf } from "./ratios";
import type { Row } from "./report";

const nothing = { wholeOverBare: null, firstStepSeconds: null };

function row(engine: string, tier: string, stepMs: number, dispatches: number | null = null): Row {
  const { label, model, batch } = cases.cnn;
  const named = { engine, tier, model: label, imageSizePx: model.imageSizePx, batch };
  return { ...named, stepMs, dispatches, cpuMs: stepMs, peakBytes: null, gflops: 1 };
}

test("a ratio holds on its goal's side, the bound itself included", () => {
  const atMost = { sign: "≤", bound: 1.3 } as const;
  expect(ratio("a", "m", 1.3, atMost)).toMatchObject({ goal: "≤ 1.3", holds: true });
  expect(ratio("a", "m", 1.31, atMost).holds).toBe(false);
  expect(ratio("a", "m", 5, { sign: "≥", bound: 4 }).holds).toBe(true);
});

test("what was not measured neither holds nor fails", () => {
  expect(ratiosOf([], nothing).every(({ value, holds }) => value === null && holds === null)).toBe(
    true,
  );
});

test("each quotient has the right engine above", () => {
  const rows = [
    row("Homeroom", "wasm", 10),
    row("PyTorch", "cpu", 20),
    row("TensorFlow.js, composed gradients", "wasm", 50),
    row("Homeroom", "webgpu", 100, 58),
    row("TensorFlow.js", "webgpu", 900),
    row("jax-js", "webgpu", 150),
  ];
  const ofCnn = ratiosOf(rows, nothing).filter(({ value }) => value !== null);
  expect(ofCnn.map(({ name, value, holds }) => [name, value, holds])).toEqual([
    ["wasm step / PyTorch CPU step", 0.5, true],
    ["best stock tfjs without GPU / wasm", 5, true],
    ["stock tfjs webgpu / webgpu", 9, true],
    ["jax-js webgpu / webgpu", 1.5, false],
    ["dispatches a step, webgpu", 58, true],
  ]);
});

test("a row of another batch is not taken for the model's own", () => {
  const rows = [{ ...row("Homeroom", "wasm", 10), batch: 64 }, row("PyTorch", "cpu", 20)];
  expect(ratiosOf(rows, nothing)[0]).toMatchObject({ value: null });
});
