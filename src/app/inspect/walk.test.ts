import { expect, test } from "vitest";
import { stages, stopAtLayer, walkThrough } from "./walk";

const layer = { name: "", op: "", inputs: [], shape: [], parameterCount: 0 };
const stops = walkThrough({ layers: [layer, layer] });

test("walks down through the layers and up again, through every stage in order", () => {
  expect(stops).toEqual([
    { stage: "zeroGrad" },
    { stage: "forward", layer: -1 },
    { stage: "forward", layer: 0 },
    { stage: "forward", layer: 1 },
    { stage: "loss" },
    { stage: "backward", layer: 1 },
    { stage: "backward", layer: 0 },
    { stage: "step" },
  ]);
  const met = [...new Set(stops.map(({ stage }) => stage))];
  expect(met).toEqual(stages.map(({ name }) => name));
});

test("a layer is looked at in the stage at hand; the images have no backward", () => {
  expect(stopAtLayer(stops, { stage: "zeroGrad" }, 1)).toBe(3);
  expect(stopAtLayer(stops, { stage: "backward", layer: 1 }, 0)).toBe(6);
  expect(stopAtLayer(stops, { stage: "backward", layer: 1 }, -1)).toBe(1);
});
