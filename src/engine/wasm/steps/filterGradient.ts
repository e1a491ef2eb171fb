/** Gradients of weights and biases, summed over pixels in an order that is fixed by the shape. */
import type { ConvGeometry } from "../../plan/program";
import { PANEL, WANTED_UNITS } from "./convolve";
import { CHUNK, chunkRowsOf, unitsOf, type Places, type Sums } from "./step";

/** As in `kernels/filterGradient.ts`. */
const GROUP_ROWS = 12;
const BLOCK_PIXELS = 256;
const MAX_TILE_ROWS = 6;
/** Of a unit that packs the gradient of a few pixels. */
const FEW_ROWS = 4;
/** What the gradient of a split may measure: it is read once for each group of weights. */
const SPLIT_FLOATS = 1 << 17;
/** What the sums of all splits may measure together. */
const PARTS_FLOATS = 1 << 22;

export interface FilterGradient {
  x: number;
  /** The gradient of the outputs. */
  y: number;
  weightGradient: Sums;
  geometry: ConvGeometry;
}

export function filterGradient(
  at: Places,
  { x, y, weightGradient, geometry }: FilterGradient,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry;
  const { kernelPx, stridePx, paddingPx } = geometry;
  const pixelCount = at.batchSize * outHeight * outWidth;
  const panels = Math.ceil(outChannels / PANEL);
  // As it is only where packing costs more than it gains: a few rows are packed in no time, and lie in
  // few sets of the cache where they stay as they are.
  const isPlain = kernelPx === 1 && stridePx === 1 && paddingPx === 0 && pixelCount > BLOCK_PIXELS;
  const packed = isPlain ? 0 : at.scratch(panels * pixelCount * PANEL);
  const packRows = pixelCount > BLOCK_PIXELS ? Math.max(64, chunkRowsOf(outChannels)) : FEW_ROWS;
  if (!isPlain)
    at.emit("packRows", unitsOf(pixelCount, packRows), {
      from: y,
      packed,
      rows: pixelCount,
      columns: outChannels,
      chunkRows: packRows,
    });

  const size = kernelPx * kernelPx * inChannels * outChannels;
  const groups = Math.ceil((kernelPx * kernelPx * inChannels) / GROUP_ROWS);
  const wantedSplits = Math.max(
    WANTED_UNITS / groups,
    (pixelCount * panels * PANEL) / SPLIT_FLOATS,
  );
  const possibleSplits = Math.max(1, Math.min(wantedSplits, PARTS_FLOATS / size));
  const splitPixels =
    Math.ceil(pixelCount / Math.floor(possibleSplits) / BLOCK_PIXELS) * BLOCK_PIXELS;
  const splits = Math.ceil(pixelCount / splitPixels);
  const isWhole = splits === 1;
  const parts = { address: isWhole ? 0 : at.scratch(splits * size), isAdded: 0 };
  const target = isWhole ? weightGradient : parts;
  at.emit("filterGradient", splits * groups, {
    x,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    outChannels,
    pixelCount,
    kernelPx,
    stridePx,
    paddingPx,
    dy: y,
    packed,
    target: target.address,
    isAdded: target.isAdded,
    splitPixels,
    groups,
    ...at.local(BLOCK_PIXELS * MAX_TILE_ROWS),
  });
  if (!isWhole) addParts(at, parts.address, weightGradient, splits, size);
}

/** The sums of the columns of `[rows, columns]`: the gradient of a bias. */
export function biasGradient(
  at: Places,
  { from, to, rows, columns }: { from: number; to: Sums; rows: number; columns: number },
): void {
  const chunkRows = chunkRowsOf(columns);
  const parts = unitsOf(rows, chunkRows);
  const sums = at.scratch(parts * columns);
  at.emit("sumColumns", parts, { from, to: sums, rows, columns, chunkRows });
  addParts(at, sums, to, parts, columns);
}

/** Sums `parts` of `size` numbers each. */
export function addParts(
  at: Places,
  from: number,
  { address: to, isAdded }: Sums,
  parts: number,
  size: number,
): void {
  const chunk = Math.min(CHUNK, 4096);
  at.emit("addParts", unitsOf(size, chunk), { from, to, isAdded, parts, size, chunk });
}
