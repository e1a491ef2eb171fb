/** Many predictions, drawn where they are seen. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { Prediction } from "../../protocol";
import { formatPercent } from "../format";
import { PredictedImage } from "./PredictedImage";
import classes from "./PredictionTable.module.css";

const ROW_HEIGHT_PX = 56;

interface Props {
  rows: readonly Prediction[];
  classNames: readonly string[];
  files: ReadonlyMap<string, Blob>;
}

export function PredictionTable({ rows, classNames, files }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const drawn = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 6,
  });
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      tabIndex={0}
      role="region"
      aria-label="Predictions, scrollable"
    >
      <div role="table" aria-label="Predictions" aria-rowcount={rows.length + 1}>
        <div role="row" aria-rowindex={1} className={classes.head}>
          <span role="columnheader">Image</span>
          <span role="columnheader">Prediction</span>
          <span role="columnheader" className={classes.confidence}>
            Confidence
          </span>
        </div>
        <div role="rowgroup" className={classes.body} style={{ height: drawn.getTotalSize() }}>
          {drawn.getVirtualItems().map(({ index, start }) => {
            const { path, prediction, probabilities } = rows[index]!;
            const confidence = probabilities[prediction] ?? 0;
            return (
              <div
                key={path}
                role="row"
                aria-rowindex={index + 2}
                className={classes.row}
                style={{ height: ROW_HEIGHT_PX, transform: `translateY(${start}px)` }}
              >
                <span role="cell" className={classes.image}>
                  <PredictedImage file={files.get(path)} className={classes.thumbnail} alt="" />
                  <span className={classes.path} title={path}>
                    {path}
                  </span>
                </span>
                <span role="cell" className={classes.prediction}>
                  {classNames[prediction]}
                </span>
                <span role="cell" className={classes.confidence}>
                  <span className={classes.track} aria-hidden="true">
                    <span style={{ width: `${confidence * 100}%` }} />
                  </span>
                  {formatPercent(confidence)}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
