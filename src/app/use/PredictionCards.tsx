/** A few predictions: each image large, with its most probable classes as bars. */
import type { Prediction } from "../../protocol";
import { formatPercent } from "../format";
import { PredictedImage } from "./PredictedImage";
import classes from "./PredictionCards.module.css";
import { topClasses } from "../../lib/topClasses";

const SHOWN_CLASSES = 4;

interface Props {
  rows: readonly Prediction[];
  classNames: readonly string[];
  files: ReadonlyMap<string, Blob>;
}

export function PredictionCards({ rows, classNames, files }: Props) {
  return (
    <ul className={classes.cards}>
      {rows.map(({ path, prediction, probabilities }) => (
        <li key={path} className={classes.card}>
          <PredictedImage file={files.get(path)} className={classes.image} alt={path} />
          <div className={classes.words}>
            <h3>{classNames[prediction]}</h3>
            <p title={path}>{path}</p>
          </div>
          <ul className={classes.bars}>
            {topClasses(probabilities, SHOWN_CLASSES).map(({ label, probability }) => (
              <li key={label} data-first={label === prediction || undefined}>
                <span className={classes.name}>{classNames[label]}</span>
                <span className={classes.percent}>{formatPercent(probability)}</span>
                <span className={classes.track}>
                  <span style={{ width: `${probability * 100}%` }} />
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
