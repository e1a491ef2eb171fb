/** Images of the data set, as a canvas takes them. */
import { useEffect, useState } from "react";
import type { DatasetSummary } from "../../protocol";
import { useApp } from "../state/app";

/** The images at these indices, in order; null until they are there, or while they are not wanted. */
export function useImages(
  dataset: DatasetSummary | null,
  indices: readonly number[],
  isWanted: boolean,
): readonly ImageData[] | null {
  const { calls } = useApp();
  const [images, setImages] = useState<{
    dataset: DatasetSummary;
    indices: readonly number[];
    data: readonly ImageData[];
  } | null>(null);
  const isLoaded = images !== null && images.dataset === dataset && images.indices === indices;
  useEffect(() => {
    if (!isWanted || isLoaded || !dataset) return;
    let isStale = false;
    calls.readImages(indices).then(
      (pixels) => {
        if (!isStale) setImages({ dataset, indices, data: splitImages(pixels, indices.length) });
      },
      // The data were replaced, or the worker died: either is told elsewhere.
      () => undefined,
    );
    return () => {
      isStale = true;
    };
  }, [calls, dataset, indices, isWanted, isLoaded]);
  return isLoaded ? images.data : null;
}

/** `pixels` are RGBA, `[count, size, size, 4]`; a run may have changed the size since the import. */
function splitImages(pixels: Uint8ClampedArray<ArrayBuffer>, count: number): ImageData[] {
  const bytes = pixels.length / count;
  const sizePx = Math.sqrt(bytes / 4);
  return Array.from(
    { length: count },
    (_, image) => new ImageData(pixels.slice(image * bytes, (image + 1) * bytes), sizePx, sizePx),
  );
}
