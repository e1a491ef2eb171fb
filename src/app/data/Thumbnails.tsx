/** Images of the data set, asked for when they come into view. */
import { useInViewport } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { DatasetSummary } from "../../protocol";
import { useApp } from "../state/app";
import { Thumbnail } from "./Thumbnail";
import classes from "./Thumbnails.module.css";

const MAX_THUMBNAILS = 6;

interface Props {
  dataset: DatasetSummary;
  indices: readonly number[];
  label: string;
}

export function Thumbnails({ dataset, indices, label }: Props) {
  const { calls } = useApp();
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const [images, setImages] = useState<{ of: DatasetSummary; data: ImageData[] } | null>(null);
  const isLoaded = images?.of === dataset;
  const shown = indices.slice(0, MAX_THUMBNAILS);
  useEffect(() => {
    if (!inViewport || isLoaded) return;
    let isStale = false;
    const wanted = indices.slice(0, MAX_THUMBNAILS);
    calls.readImages(wanted).then(
      (pixels) => {
        if (!isStale) setImages({ of: dataset, data: splitImages(pixels, wanted.length) });
      },
      // The data were replaced, or the worker died: either is told elsewhere.
      () => undefined,
    );
    return () => {
      isStale = true;
    };
  }, [calls, dataset, indices, inViewport, isLoaded]);
  return (
    <div ref={ref} className={classes.strip} role="img" aria-label={label}>
      {shown.map((index, place) => (
        <Thumbnail key={index} image={isLoaded ? images.data[place] : undefined} />
      ))}
    </div>
  );
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
