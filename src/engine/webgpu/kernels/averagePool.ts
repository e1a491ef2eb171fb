/** Average pooling that counts the padding's zeros, and its gradient. */
import { read, tensor, write } from "../kernel";
import type { StepKernels } from "./stepContext";
import { store, vectorOf } from "./vector";

export const averagePool: StepKernels<"averagePool"> = ({ x, y, geometry }, { batchSize }) => {
  const { inHeight, inWidth, outHeight, outWidth, kernelPx, stridePx, paddingPx } = geometry;
  const { count, type } = vectorOf(geometry.channels);
  return [
    {
      label: "averagePool",
      bindings: [read("x", type, tensor(x)), write("y", type, tensor(y))],
      sizes: {},
      threads: batchSize * outHeight * outWidth * count,
      body: `
  let c = id % ${count};
  var rest = id / ${count};
  let left = (rest % ${outWidth}) * ${stridePx} - ${paddingPx};
  rest = rest / ${outWidth};
  let top = (rest % ${outHeight}) * ${stridePx} - ${paddingPx};
  let image = rest / ${outHeight};
  var sum = ${type}(0);
  for (var row = max(0, top); row < min(${inHeight}, top + ${kernelPx}); row++) {
    for (var column = max(0, left); column < min(${inWidth}, left + ${kernelPx}); column++) {
      sum += x[((image * ${inHeight} + row) * ${inWidth} + column) * ${count} + c];
    }
  }
  y[id] = sum / ${kernelPx ** 2}f;`,
    },
  ];
};

export const averagePoolGradient: StepKernels<"averagePoolGradient"> = (step, { batchSize }) => {
  const { dy, dx, geometry, accumulate } = step;
  const { inHeight, inWidth, outHeight, outWidth, kernelPx, stridePx, paddingPx } = geometry;
  const { count, type } = vectorOf(geometry.channels);
  return [
    {
      label: "averagePoolGradient",
      bindings: [read("dy", type, tensor(dy)), write("dx", type, tensor(dx))],
      sizes: {},
      threads: batchSize * inHeight * inWidth * count,
      body: `
  let c = id % ${count};
  var rest = id / ${count};
  let x = rest % ${inWidth} + ${paddingPx};
  rest = rest / ${inWidth};
  let y = rest % ${inHeight} + ${paddingPx};
  let image = rest / ${inHeight};
  var sum = ${type}(0);
  for (var ky = y % ${stridePx}; ky < min(${kernelPx}, y + 1); ky += ${stridePx}) {
    let row = (y - ky) / ${stridePx};
    if (row >= ${outHeight}) { continue; }
    for (var kx = x % ${stridePx}; kx < min(${kernelPx}, x + 1); kx += ${stridePx}) {
      let column = (x - kx) / ${stridePx};
      if (column >= ${outWidth}) { continue; }
      sum += dy[((image * ${outHeight} + row) * ${outWidth} + column) * ${count} + c];
    }
  }
  ${store("dx[id]", `sum / ${kernelPx ** 2}f`, accumulate)}`,
    },
  ];
};
