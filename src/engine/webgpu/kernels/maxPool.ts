/** Max pooling, and its gradient: each output's goes to the input that was largest. */
import { read, tensor, write } from "../kernel";
import type { StepKernels } from "./stepContext";
import { store, vectorOf } from "./vector";

export const maxPool: StepKernels<"maxPool"> = ({ x, y, places, geometry }, { batchSize }) => {
  const { inHeight, inWidth, outHeight, outWidth, kernelPx, stridePx, paddingPx } = geometry;
  const { count, type } = vectorOf(geometry.channels);
  return [
    {
      label: "maxPool",
      bindings: [
        read("x", type, tensor(x)),
        write("y", type, tensor(y)),
        ...(places === null ? [] : [write("places", type, tensor(places))]),
      ],
      sizes: {},
      threads: batchSize * outHeight * outWidth * count,
      body: `
  let c = id % ${count};
  var rest = id / ${count};
  let left = (rest % ${outWidth}) * ${stridePx} - ${paddingPx};
  rest = rest / ${outWidth};
  let top = (rest % ${outHeight}) * ${stridePx} - ${paddingPx};
  let image = rest / ${outHeight};
  var largest = ${type}(-3.4028234663852886e38f);
  var place = ${type}(0);
  for (var ky = max(0, -top); ky < min(${kernelPx}, ${inHeight} - top); ky++) {
    for (var kx = max(0, -left); kx < min(${kernelPx}, ${inWidth} - left); kx++) {
      let value = x[((image * ${inHeight} + top + ky) * ${inWidth} + left + kx) * ${count} + c];
      let isLarger = value > largest;
      largest = select(largest, value, isLarger);
      place = select(place, ${type}(f32(ky * ${kernelPx} + kx)), isLarger);
    }
  }
  y[id] = largest;
  ${places === null ? "" : "places[id] = place;"}`,
    },
  ];
};

export const maxPoolGradient: StepKernels<"maxPoolGradient"> = (step, { batchSize }) => {
  const { dy, dx, places, geometry, accumulate } = step;
  const { inHeight, inWidth, outHeight, outWidth, kernelPx, stridePx, paddingPx } = geometry;
  const { count, type } = vectorOf(geometry.channels);
  return [
    {
      label: "maxPoolGradient",
      bindings: [
        read("dy", type, tensor(dy)),
        read("places", type, tensor(places)),
        write("dx", type, tensor(dx)),
      ],
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
      let at = ((image * ${outHeight} + row) * ${outWidth} + column) * ${count} + c;
      let isPlace = places[at] == ${type}(f32(ky * ${kernelPx} + kx));
      sum += select(${type}(0), dy[at], isPlace);
    }
  }
  ${store("dx[id]", "sum", accumulate)}`,
    },
  ];
};
