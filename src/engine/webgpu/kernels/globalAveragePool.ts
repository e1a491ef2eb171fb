/** The mean over an image's pixels, and its gradient. */
import { read, tensor, write } from "../kernel";
import type { StepKernels } from "./stepContext";
import { store, vectorOf } from "./vector";

export const globalAveragePool: StepKernels<"globalAveragePool"> = (step, { batchSize }) => {
  const { x, y, pixels, channels } = step;
  const { count, type } = vectorOf(channels);
  return [
    {
      label: "globalAveragePool",
      bindings: [read("x", type, tensor(x)), write("y", type, tensor(y))],
      sizes: {},
      threads: batchSize * count,
      body: `
  let first = (id / ${count}) * ${pixels * count} + id % ${count};
  var sum = ${type}(0);
  for (var pixel = 0; pixel < ${pixels}; pixel++) { sum += x[first + pixel * ${count}]; }
  y[id] = sum / ${pixels}f;`,
    },
  ];
};

export const globalAveragePoolGradient: StepKernels<"globalAveragePoolGradient"> = (
  { dy, dx, pixels, channels, accumulate },
  { batchSize },
) => {
  const { count, type } = vectorOf(channels);
  return [
    {
      label: "globalAveragePoolGradient",
      bindings: [read("dy", type, tensor(dy)), write("dx", type, tensor(dx))],
      sizes: {},
      threads: batchSize * pixels * count,
      body: `
  let at = id / ${pixels * count} * ${count} + id % ${count};
  ${store("dx[id]", `dy[at] / ${pixels}f`, accumulate)}`,
    },
  ];
};
