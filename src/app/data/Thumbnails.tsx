/** A class's first images, asked for when they come into view. */
import { useInViewport } from "@mantine/hooks";
import { useMemo } from "react";
import type { DatasetSummary } from "../../protocol";
import { Thumbnail } from "./Thumbnail";
import classes from "./Thumbnails.module.css";
import { useImages } from "./useImages";

const MAX_THUMBNAILS = 6;

interface Props {
  dataset: DatasetSummary;
  indices: readonly number[];
  label: string;
}

export function Thumbnails({ dataset, indices, label }: Props) {
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const shown = useMemo(() => indices.slice(0, MAX_THUMBNAILS), [indices]);
  const images = useImages(dataset, shown, inViewport);
  return (
    <div ref={ref} className={classes.strip} role="img" aria-label={label}>
      {shown.map((index, place) => (
        <Thumbnail key={index} image={images?.[place]} />
      ))}
    </div>
  );
}
