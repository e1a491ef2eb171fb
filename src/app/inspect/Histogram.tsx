/** How a tensor's numbers are spread: a small histogram, its ends named below. */
import type { TensorStatistics } from "../../lib/tensorStatistics";
import { formatFigure } from "../format";
import classes from "./Histogram.module.css";

const HEIGHT = 64;

interface Props {
  label: string;
  statistics: TensorStatistics;
}

export function Histogram({ label, statistics: { histogram, lowest, highest } }: Props) {
  // The square root keeps thin tails in sight beside a tall middle.
  const heights = histogram.map(Math.sqrt);
  const tallest = Math.max(...heights);
  return (
    <figure className={classes.figure}>
      <svg
        className={classes.bars}
        viewBox={`0 0 ${heights.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Histogram of ${label}, from ${formatFigure(lowest)} to ${formatFigure(highest)}`}
      >
        {heights.map((height, bin) => {
          const drawn = (HEIGHT * height) / tallest;
          return <rect key={bin} x={bin + 0.05} y={HEIGHT - drawn} width={0.9} height={drawn} />;
        })}
      </svg>
      <figcaption className={classes.ends}>
        <span>{formatFigure(lowest)}</span>
        <span>{label}, counts by their square root</span>
        <span>{formatFigure(highest)}</span>
      </figcaption>
    </figure>
  );
}
