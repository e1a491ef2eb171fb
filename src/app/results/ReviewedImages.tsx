/** Images with what they are and what they were taken for, a page's worth at a time. */
import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { DatasetSummary, ReviewedImage } from "../../protocol";
import { Thumbnail } from "../data/Thumbnail";
import { useImages } from "../data/useImages";
import { formatCount, formatPercent } from "../format";
import { MarkButtons } from "./MarkButtons";
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
        Surest first. In bold what an image is, below it what the model takes it for. Wrong in the
        data? Mark it, to be moved or left out.
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
  return shown.map((image, place) => (
    <ImageCard key={image.index} {...{ image, classNames }} pixels={pixels?.[place]} />
  ));
}

interface CardProps {
  image: ReviewedImage;
  classNames: readonly string[];
  pixels: ImageData | undefined;
}

function ImageCard({ image, classNames, pixels }: CardProps) {
  const { path, label, prediction, probability, labelProbability } = image;
  return (
    <li title={path}>
      <div className={classes.frame}>
        <Thumbnail className={classes.image} image={pixels} />
        <MarkButtons image={image} classNames={classNames} />
      </div>
      <div className={classes.words}>
        <span className={classes.truth}>{classNames[label]}</span>
        <Answer name={classNames[prediction]} probability={probability} />
        {label !== prediction && (
          <Answer name={classNames[label]} probability={labelProbability} isMinor />
        )}
      </div>
    </li>
  );
}

interface AnswerProps {
  name: string | undefined;
  probability: number;
  isMinor?: boolean;
}

function Answer({ name, probability, isMinor = false }: AnswerProps) {
  return (
    <div className={classes.answer} data-minor={isMinor || undefined}>
      <span>{name}</span> <span>{formatPercent(probability)}</span>
    </div>
  );
}
