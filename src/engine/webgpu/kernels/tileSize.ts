/** How much of a convolution's output one thread computes. */
import type { TileLimits } from "../target";

export interface TileSize {
  /** Neighbours in a row. */
  pixels: number;
  /** Vectors of channels. */
  blocks: number;
}

interface Output {
  /** Pixels of a row. */
  widthPx: number;
  /** Rows of the whole batch. */
  rows: number;
  /** Vectors of channels. */
  vectors: number;
  /** Each channel meets only itself: vectors share nothing. */
  isDepthwise: boolean;
}

const PIXELS = [1, 2, 3, 4, 5, 6, 7, 8];
const BLOCKS = [1, 2, 4];

/**
 * The sharing that loads least and leaves the device enough threads: a weight that is loaded serves all
 * of a thread's pixels, a pixel all of its vectors.
 */
export function tileSize(output: Output, limits: TileLimits): TileSize {
  const blocks = BLOCKS.filter((n) => n === 1 || (!output.isDepthwise && output.vectors % n === 0));
  const sizes = PIXELS.flatMap((pixels) => blocks.map((n) => ({ pixels, blocks: n }))).filter(
    (size) => size.pixels * size.blocks <= limits.sums,
  );
  const busy = sizes.filter((size) => threadsOf(output, size) >= limits.threads);
  return (busy.length > 0 ? busy : sizes.slice(0, 1)).reduce((best, size) =>
    costOf(output, size) < costOf(output, best) ? size : best,
  );
}

const threadsOf = ({ widthPx, rows, vectors }: Output, { pixels, blocks }: TileSize) =>
  (rows * Math.ceil(widthPx / pixels) * vectors) / blocks;

/** What all threads load and add up for one vector of the other side; a load costs as much as two sums. */
function costOf(output: Output, size: TileSize): number {
  const { pixels, blocks } = size;
  const weights = output.isDepthwise ? 1 : 4 * blocks;
  return threadsOf(output, size) * (weights + pixels + 2 * pixels * blocks);
}
