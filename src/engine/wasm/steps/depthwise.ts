/** Depthwise convolutions and their gradients. */
import type { ConvGeometry } from "../../plan/program";
import {
  finishArguments,
  gradientPhases,
  WANTED_UNITS,
  type Convolution,
  type Phase,
} from "./convolve";
import { addParts } from "./filterGradient";
import type { Places, Sums } from "./step";

export function depthwiseForward(at: Places, convolution: Convolution): void {
  const { outHeight, outWidth, kernelPx, stridePx, paddingPx } = convolution.geometry;
  depthwisePhase(at, convolution, {
    rows: outHeight,
    columns: outWidth,
    outFirstY: 0,
    outFirstX: 0,
    outStep: 1,
    inFirstY: -paddingPx,
    inFirstX: -paddingPx,
    inStep: stridePx,
    tapStep: 1,
    tapRows: kernelPx,
    tapColumns: kernelPx,
    weightFirstY: 0,
    weightFirstX: 0,
    weightStep: 1,
  });
}

/** `x` is dy and `y` is dx. */
export function depthwiseBackward(at: Places, { geometry, ...rest }: Convolution): void {
  const turned: ConvGeometry = {
    ...geometry,
    inHeight: geometry.outHeight,
    inWidth: geometry.outWidth,
    outHeight: geometry.inHeight,
    outWidth: geometry.inWidth,
  };
  for (const phase of gradientPhases(geometry))
    depthwisePhase(at, { ...rest, geometry: turned }, phase);
}

function depthwisePhase(
  at: Places,
  { x, y, weight: plainWeight, geometry, finish }: Convolution,
  phase: Phase,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, kernelPx } = geometry;
  let weight = plainWeight;
  if (finish.scale !== 0) {
    const rows = kernelPx * kernelPx;
    weight = at.scratch(rows * outChannels);
    at.emit("scaleColumns", rows, {
      from: plainWeight,
      to: weight,
      scale: finish.scale,
      rows,
      columns: outChannels,
    });
  }
  at.emit("depthwise", at.batchSize * phase.rows, {
    x,
    y,
    batch: at.batchSize,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    outChannels,
    ...phase,
    weight,
    kernelPx,
    zeros: at.zeros(inChannels),
    ...at.local(tableFloats(kernelPx)),
    ...finishArguments(at, finish, y, outChannels),
  });
}

export function depthwiseFilterGradient(
  at: Places,
  {
    x,
    dy,
    weightGradient,
    geometry,
  }: { x: number; dy: number; weightGradient: Sums; geometry: ConvGeometry },
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth } = geometry;
  const { kernelPx, stridePx, paddingPx } = geometry;
  const rows = at.batchSize * outHeight;
  const chunkRows = Math.ceil(rows / WANTED_UNITS);
  const units = Math.ceil(rows / chunkRows);
  const size = kernelPx * kernelPx * inChannels;
  const parts = at.scratch(units * size);
  at.emit("depthwiseFilterGradient", units, {
    x,
    dy,
    batch: at.batchSize,
    inHeight,
    inWidth,
    channels: inChannels,
    outHeight,
    outWidth,
    kernelPx,
    stridePx,
    paddingPx,
    parts,
    chunkRows,
    zeros: at.zeros(inChannels),
    ...at.local(tableFloats(kernelPx)),
  });
  addParts(at, parts, weightGradient, units, size);
}

/** Two pointers a tap, or seven for each of three rows. */
function tableFloats(kernelPx: number): number {
  return Math.max(2 * kernelPx * kernelPx, 21);
}
