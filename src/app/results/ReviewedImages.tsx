/** Images with what they are and what they were taken for, a page's worth at a time. */
import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { DatasetSummary, ReviewedImage } from "../../protocol";
import { Thumbnail } from "../data/Thumbnail";
import { useImages } from "../data/useImages";
import { formatCount, formatPercent } from "../format";
import classes from "./Mistakes.module.css";

const PAGE = 48;

interface Props {
  dataset: DatasetSummary | null;
  images: readonly ReviewedImage[];
  classNames: readonly string[];
}

export function ReviewedImages({ dataset, images, classNames }: Props) {
  const [pages, setPages] = useState(1);
  if (images.length === 0) return <p className={classes.none}>There are none.</p>;
  const left = images.length - pages * PAGE;
  return (
    <>
      <p className={classes.caption}>
        Surest first. In bold what an image is, below it what the model takes it for.
      </p>
      <ul className={classes.images}>
        {Array.from({ length: Math.min(pages, Math.ceil(images.length / PAGE)) }, (_, page) => (
          <ImagePage key={page} {...{ dataset, images, classNames, page }} />
        ))}
      </ul>
      {left > 0 && (
        <Button variant="default" className={classes.more} onClick={() => setPages(pages + 1)}>
          Show {formatCount(Math.min(left, PAGE))} more
        </Button>
      )}
    </>
  );
}

function ImagePage({ dataset, images, classNames, page }: Props & { page: number }) {
  const shown = useMemo(() => images.slice(page * PAGE, (page + 1) * PAGE), [images, page]);
  const indices = useMemo(() => shown.map(({ index }) => index), [shown]);
  const pixels = useImages(dataset, indices, true);
  return shown.map(({ index, path, label, prediction, probability, labelProbability }, place) => (
    <li key={index} title={path}>
      <Thumbnail className={classes.image} image={pixels?.[place]} />
      <div className={classes.words}>
        <span className={classes.truth}>{classNames[label]}</span>
        <span>
          {classNames[prediction]} {formatPercent(probability)}
        </span>
        {label !== prediction && (
          <span className={classes.dim}>
            {classNames[label]} {formatPercent(labelProbability)}
          </span>
        )}
      </div>
    </li>
  ));
}
