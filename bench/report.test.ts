import { expect, test } from "vitest";
import { cases } from "./cases";
import { rowOf } from "./report";
import { trainingFlops } from "./trainingFlops";

const contender = {
  id: "x",
  engine: "X",
  tier: "cpu",
  open: () => Promise.reject(new Error("Not opened here.")),
};

test("a row has the figures of the JSON report and no others", () => {
  const result = { stepMs: 20, busyMs: 15, dispatches: 3, peakBytes: 1000 };
  const row = rowOf(cases.cnn, { contender, result, why: null });
  expect(row).toEqual({
    engine: "X",
    tier: "cpu",
    model: "Small CNN",
    imageSizePx: 32,
    batch: 16,
    stepMs: 20,
    dispatches: 3,
    cpuMs: 15,
    peakBytes: 1000,
    gflops: trainingFlops(cases.cnn.model, 16) / 20e6,
  });
});

test("who can't run has a row that says why", () => {
  const row = rowOf(cases.cnn, { contender, result: null, why: "No such thing here." });
  expect(row).toMatchObject({ stepMs: null, gflops: null, why: "No such thing here." });
});

test("training does a convolution's arithmetic three times, the first layer's twice", () => {
  const conv = (name: string, input: string, inChannels: number, outChannels: number) => ({
    op: "conv2d" as const,
    ...{ name, inputs: [input], inChannels, outChannels },
    ...{ kernelPx: 3, stridePx: 1, paddingPx: 1, groups: 1, hasBias: false },
    initializer: { kind: "kaimingNormalFanOut" as const },
  });
  const layers = [conv("first", "input", 3, 4), conv("second", "first", 4, 5)];
  const model = { name: "two", imageSizePx: 2, channels: 3, classCount: 5, layers };
  const multiplyAdds = 2 * (2 * 2 * 4 * 3 * 9) + 3 * (2 * 2 * 5 * 4 * 9);
  expect(trainingFlops(model, 7)).toBe(2 * 7 * multiplyAdds);
});

test("the large models do as much arithmetic as is published", () => {
  // A forward pass is a third of training's: 0.30 G multiply-adds of MobileNetV2 at 224 px.
  const forward = trainingFlops(cases.mobilenetv2.model, 1) / 6 / 1e9;
  expect(forward).toBeCloseTo(0.3, 1);
});
