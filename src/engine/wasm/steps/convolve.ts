/**
 * Convolutions of every size: forward, and the phases of the input gradient. Long, because both lay out the
 * same arguments and share how they are cut into units.
 */
import type { ConvGeometry } from "../../plan/program";
import type { Places } from "./step";

export interface Convolution {
  x: number;
  y: number;
  weight: number;
  geometry: ConvGeometry;
  finish: Finish;
}

/** What happens to the sums before they are stored. */
export interface Finish {
  /** 0 for none; else padded to whole panels. */
  bias: number;
  /** Multiplies each output channel; 0 for none. */
  scale: number;
  /** 0 for none; the output itself to add to it. */
  addend: number;
  low: number;
  high: number;
}

export const plainFinish: Finish = {
  bias: 0,
  scale: 0,
  addend: 0,
  low: -Infinity,
  high: Infinity,
};

/** Columns of a packed panel, as in `kernels/tile.ts`. */
export const PANEL = 8;
/** A multiple of the rows of every build's tiles. */
const BLOCK_PIXELS = 96;
/** Enough for many threads to share without waiting for one another. */
export const WANTED_UNITS = 32;
/** Below this many input channels the taps of a pixel are copied together. */
const FEW_CHANNELS = 8;

/** y = convolution(x), with the weights as they are. */
export function convolveForward(at: Places, { x, y, weight, geometry, finish }: Convolution): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry;
  const { kernelPx, stridePx, paddingPx } = geometry;
  convolvePhase(at, {
    x,
    y,
    weight,
    finish,
    kernelPx,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    outChannels,
    depthStride: outChannels,
    columnStride: 1,
    phase: {
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
    },
  });
}

/** dx = the gradient that reaches the input; `x` is dy and `y` is dx. */
export function convolveBackward(
  at: Places,
  { x, y, weight, geometry, finish }: Convolution,
): void {
  for (const phase of gradientPhases(geometry))
    convolvePhase(at, {
      x,
      y,
      weight,
      finish,
      kernelPx: geometry.kernelPx,
      inHeight: geometry.outHeight,
      inWidth: geometry.outWidth,
      inChannels: geometry.outChannels,
      outHeight: geometry.inHeight,
      outWidth: geometry.inWidth,
      outChannels: geometry.inChannels,
      depthStride: 1,
      columnStride: geometry.outChannels,
      phase,
    });
}

/** Which pixels are written, which are read and by which weights. */
export interface Phase {
  rows: number;
  columns: number;
  outFirstY: number;
  outFirstX: number;
  outStep: number;
  inFirstY: number;
  inFirstX: number;
  inStep: number;
  tapStep: number;
  tapRows: number;
  tapColumns: number;
  weightFirstY: number;
  weightFirstX: number;
  weightStep: number;
}

/**
 * The input gradient of a stride s: input pixels whose coordinates leave the same rest by s are reached
 * through the same weights, every s-th of them.
 */
export function gradientPhases(geometry: ConvGeometry): Phase[] {
  const { kernelPx, stridePx, paddingPx, inHeight, inWidth } = geometry;
  const along = (inExtent: number) =>
    Array.from({ length: Math.min(stridePx, inExtent) }, (_, outFirst) => {
      const weightFirst = (outFirst + paddingPx) % stridePx;
      return {
        outFirst,
        weightFirst,
        extent: Math.ceil((inExtent - outFirst) / stridePx),
        taps: Math.max(0, Math.ceil((kernelPx - weightFirst) / stridePx)),
        inFirst: (outFirst + paddingPx - weightFirst) / stridePx,
      };
    });
  return along(inHeight).flatMap((y) =>
    along(inWidth).map((x) => ({
      rows: y.extent,
      columns: x.extent,
      outFirstY: y.outFirst,
      outFirstX: x.outFirst,
      outStep: stridePx,
      inFirstY: y.inFirst,
      inFirstX: x.inFirst,
      inStep: 1,
      tapStep: -1,
      tapRows: y.taps,
      tapColumns: x.taps,
      weightFirstY: y.weightFirst,
      weightFirstX: x.weightFirst,
      weightStep: stridePx,
    })),
  );
}

interface PhaseConvolution extends Pick<Convolution, "x" | "y" | "weight" | "finish"> {
  kernelPx: number;
  inHeight: number;
  inWidth: number;
  inChannels: number;
  outHeight: number;
  outWidth: number;
  outChannels: number;
  /** Of the weights, in floats. */
  depthStride: number;
  columnStride: number;
  phase: Phase;
}

function convolvePhase(at: Places, convolution: PhaseConvolution): void {
  const { phase, finish, weight, kernelPx, depthStride, columnStride, ...shapes } = convolution;
  const { weightFirstY, weightFirstX, weightStep, ...grid } = phase;
  const { inChannels, outChannels } = shapes;
  const panels = Math.ceil(outChannels / PANEL);
  const taps = grid.tapRows * grid.tapColumns;
  const packed = at.scratch(panels * taps * inChannels * PANEL);
  at.emit("pack", taps === 0 ? 0 : panels, {
    weight,
    packed,
    kernelPx,
    firstY: weightFirstY,
    firstX: weightFirstX,
    tapStep: weightStep,
    tapRows: grid.tapRows,
    tapColumns: grid.tapColumns,
    depth: inChannels,
    columns: outChannels,
    depthStride,
    columnStride,
    scale: finish.scale,
  });
  const blocks = Math.ceil((at.batchSize * grid.rows * grid.columns) / BLOCK_PIXELS);
  const { blockPanels, panelGroups } = sharePanels(panels, blocks);
  const isGathered = inChannels < FEW_CHANNELS && taps > 1;
  const pointers = isGathered ? 1 + taps * inChannels : taps;
  at.emit("convolve", blocks * panelGroups, {
    ...shapes,
    ...grid,
    batch: at.batchSize,
    packed,
    zeros: at.zeros(inChannels),
    blockPixels: BLOCK_PIXELS,
    blockPanels,
    panelGroups,
    isGathered: Number(isGathered),
    // Gathering writes a vector at a time.
    ...at.local(BLOCK_PIXELS * (1 + pointers) + 4),
    ...finishArguments(at, finish, shapes.y, outChannels),
  });
}

/** Splits the panels where there are too few blocks to keep threads busy. */
export function sharePanels(panels: number, blocks: number) {
  const groups = Math.min(panels, Math.max(1, Math.ceil(WANTED_UNITS / blocks)));
  const blockPanels = Math.ceil(panels / groups);
  return { blockPanels, panelGroups: Math.ceil(panels / blockPanels) };
}

export function finishArguments(at: Places, finish: Finish, y: number, outChannels: number) {
  return {
    bias: finish.bias || at.zeros(Math.ceil(outChannels / PANEL) * PANEL),
    hasAddend: Number(finish.addend !== 0),
    addendOffset: finish.addend - y,
    isPlain: Number(finish.addend === 0 && finish.low === -Infinity && finish.high === Infinity),
    low: finish.low,
    high: finish.high,
  };
}
