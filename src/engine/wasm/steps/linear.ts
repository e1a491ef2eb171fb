/** Linear layers: a kernel of their own for few rows, and 1×1 convolutions of one pixel for many. */
import type { ConvGeometry } from "../../plan/program";
import {
  convolveBackward,
  convolveForward,
  finishArguments,
  PANEL,
  plainFinish,
  WANTED_UNITS,
} from "./convolve";
import { biasGradient, filterGradient } from "./filterGradient";
import type { Lower, Places } from "./step";

/** Up to so many rows the weights are packed where they are used. */
const FEW_ROWS = 96;
/** A whole cache line of each row of weights, and more of them for their neighbours' sake. */
const MAX_UNIT_PANELS = 4;
const MAX_TILE_ROWS = 6;

export const linear: Lower<"linear"> = ({ x, y, weight, bias, inFeatures, outFeatures }, at) => {
  const layer = { x: at.tensor(x), y: at.tensor(y), weight: at.parameter(weight) };
  const finish = { ...plainFinish, bias: at.parameter(bias) };
  if (at.batchSize > FEW_ROWS)
    convolveForward(at, { ...layer, geometry: pointwise(inFeatures, outFeatures), finish });
  else
    multiplyRows(at, {
      ...{ ...layer, finish },
      ...{ depth: inFeatures, columns: outFeatures, depthStride: outFeatures, columnStride: 1 },
    });
};

export const linearInputGradient: Lower<"linearInputGradient"> = (step, at) => {
  const { dy, dx, weight, inFeatures, outFeatures, accumulate } = step;
  const layer = { x: at.tensor(dy), y: at.tensor(dx), weight: at.parameter(weight) };
  const finish = { ...plainFinish, addend: accumulate ? at.tensor(dx) : 0 };
  if (at.batchSize > FEW_ROWS)
    convolveBackward(at, { ...layer, geometry: pointwise(inFeatures, outFeatures), finish });
  else
    multiplyRows(at, {
      ...{ ...layer, finish },
      ...{ depth: outFeatures, columns: inFeatures, depthStride: 1, columnStride: outFeatures },
    });
};

export const linearFilterGradient: Lower<"linearFilterGradient"> = (step, at) => {
  const { x, dy, weight, bias, inFeatures, outFeatures } = step;
  filterGradient(at, {
    x: at.tensor(x),
    y: at.tensor(dy),
    weightGradient: at.wholeGradient(weight),
    geometry: pointwise(inFeatures, outFeatures),
  });
  biasGradient(at, {
    from: at.tensor(dy),
    to: at.wholeGradient(bias),
    rows: at.batchSize,
    columns: outFeatures,
  });
};

interface Product extends Pick<
  Parameters<typeof convolveForward>[1],
  "x" | "y" | "weight" | "finish"
> {
  depth: number;
  columns: number;
  /** Of the weights, in floats. */
  depthStride: number;
  columnStride: number;
}

function multiplyRows(at: Places, { finish, ...product }: Product): void {
  const { y, depth, columns } = product;
  const panels = Math.ceil(columns / PANEL);
  const unitPanels = Math.min(MAX_UNIT_PANELS, Math.ceil(panels / WANTED_UNITS));
  at.emit("linear", Math.ceil(panels / unitPanels), {
    ...product,
    rows: at.batchSize,
    unitPanels,
    ...at.local(2 * (at.batchSize + MAX_TILE_ROWS) + unitPanels * depth * PANEL),
    ...finishArguments(at, finish, y, columns),
  });
}

function pointwise(inChannels: number, outChannels: number): ConvGeometry {
  return {
    inHeight: 1,
    inWidth: 1,
    inChannels,
    outHeight: 1,
    outWidth: 1,
    outChannels,
    kernelPx: 1,
    stridePx: 1,
    paddingPx: 0,
  };
}
