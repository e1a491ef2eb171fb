/** Decodes many files into one array, leaving out those that fail. */
import type { LoadFile } from "./decodePool";
import { decodeInPool } from "./decodePool";
import { ImportError } from "./importError";

export interface ImportContext {
  signal: AbortSignal;
  onProgress: (done: number, total: number, phase: "reading" | "decoding") => void;
}

export interface DecodedImages {
  /** The places that decoded, rising: `pixels` holds them in this order. */
  places: readonly number[];
  /** `[places, imageSizePx, imageSizePx, 3]` */
  pixels: Uint8Array<ArrayBuffer>;
  /** By place, why the others did not. */
  reasons: ReadonlyMap<number, string>;
  /** How many had transparent parts, which are now white. */
  transparentCount: number;
}

/** Above this, neither a WebAssembly heap nor a GPU takes the images. */
const MAX_PIXELS_BYTES = 2 ** 32;

/** @throws ImportError where the images do not fit into memory at this size */
export async function decodeImages(
  count: number,
  load: LoadFile,
  imageSizePx: number,
  { signal, onProgress }: ImportContext,
): Promise<DecodedImages> {
  const imageBytes = imageSizePx * imageSizePx * 3;
  const pixels = allocate(count, imageSizePx);
  const reasons = new Map<number, string>();
  let transparentCount = 0;
  let done = 0;
  onProgress(0, count, "decoding");
  await decodeInPool({
    count,
    load,
    imageSizePx,
    signal,
    onDecoded(place, decoded) {
      if (decoded.ok) {
        pixels.set(decoded.pixels, place * imageBytes);
        if (decoded.hadTransparency) transparentCount++;
      } else {
        reasons.set(place, decoded.reason);
      }
      onProgress(++done, count, "decoding");
    },
  });
  const places = Array.from({ length: count }, (_, place) => place).filter(
    (place) => !reasons.has(place),
  );
  places.forEach((place, i) => {
    if (place !== i)
      pixels.copyWithin(i * imageBytes, place * imageBytes, (place + 1) * imageBytes);
  });
  return {
    places,
    pixels: pixels.subarray(0, places.length * imageBytes),
    reasons,
    transparentCount,
  };
}

function allocate(count: number, imageSizePx: number): Uint8Array<ArrayBuffer> {
  const bytes = count * imageSizePx * imageSizePx * 3;
  try {
    if (bytes > MAX_PIXELS_BYTES) throw new RangeError("Too many bytes.");
    return new Uint8Array(bytes);
  } catch {
    throw new ImportError(
      `${count} images of ${imageSizePx} × ${imageSizePx} pixels take ${(bytes / 1e9).toPrecision(3)} GB, ` +
        "more than fits into the browser's memory. Choose a smaller image size, or fewer images.",
    );
  }
}
