/** The size that images are scaled to when the user has not said one. */
import type { ImportContext } from "./decodeImages";
import type { LoadFile } from "./decodePool";
import { sniffBlob } from "./sniffBlob";

const MAX_SNIFFED = 200;
const SMALLEST_PX = 28;
/** Larger images train slowly without a graphics card; whoever wants them says so. */
const LARGEST_PX = 64;
const STEP_PX = 4;

/** The median short side of up to 200 images, evenly picked, as a multiple of 4 from 28 to 64. */
export async function suggestImageSize(
  count: number,
  load: LoadFile,
  { signal, onProgress }: ImportContext,
): Promise<number> {
  const total = Math.min(count, MAX_SNIFFED);
  const sides: number[] = [];
  for (let i = 0; i < total; i++) {
    signal.throwIfAborted();
    onProgress(i, total, "reading");
    const side = await readShortSide(load, Math.floor((i * count) / total));
    if (side !== null) sides.push(side);
  }
  sides.sort((a, b) => a - b);
  const median = sides[Math.floor(sides.length / 2)] ?? SMALLEST_PX;
  return sizeFromMedian(median);
}

/** The suggestion for images whose median short side this is. */
export function sizeFromMedian(shortSidePx: number): number {
  const rounded = Math.round(shortSidePx / STEP_PX) * STEP_PX;
  return Math.min(LARGEST_PX, Math.max(SMALLEST_PX, rounded));
}

async function readShortSide(load: LoadFile, place: number): Promise<number | null> {
  const loaded = await load(place);
  if ("reason" in loaded) return null;
  try {
    const sniffed = await sniffBlob(loaded.file);
    return sniffed.kind === "image" ? Math.min(sniffed.widthPx, sniffed.heightPx) : null;
  } catch {
    // A file that is gone is named when it comes to decoding it.
    return null;
  }
}
