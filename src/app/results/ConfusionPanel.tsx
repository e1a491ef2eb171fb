/** The confusion matrix as a table: each row a true class, shaded by its share of the row. */
import { useApp } from "../state/app";
import type { EpochConfusion, Run } from "../state/reduce";
import { showCell, type ConfusionCell } from "../state/review";
import { isWorking } from "../state/runProgress";
import { Panel } from "../ui/Panel";
import type { CssVariables } from "../cssVariables";
import classes from "./ConfusionPanel.module.css";
import { MISTAKES_ID } from "./MistakesPanel";

interface Props {
  confusion: EpochConfusion;
  run: Run;
}

export function ConfusionPanel({ confusion, run }: Props) {
  const app = useApp();
  const classNames = run.summary.classes;
  const show = (cell: ConfusionCell) => {
    showCell(app, cell);
    document.getElementById(MISTAKES_ID)?.scrollIntoView({ block: "start" });
  };
  return (
    <Panel title="Confusion matrix" note={`Epoch ${confusion.epoch}`} isFlush>
      <div
        className={classes.scroller}
        tabIndex={0}
        role="region"
        aria-label="Confusion matrix, scrollable"
      >
        <table
          className={classes.matrix}
          aria-describedby="confusion-caption"
          style={classCount(classNames.length)}
        >
          <thead>
            <tr>
              <td className={classes.corner} />
              {classNames.map((name) => (
                <th key={name} scope="col" title={name}>
                  <span>{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {confusion.counts.map((row, truth) => (
              <ConfusionRow
                key={classNames[truth]}
                row={row}
                truth={truth}
                classNames={classNames}
                show={isWorking(run) ? null : show}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.caption} id="confusion-caption">
        Rows are true classes, columns predictions; shaded by the share of the row. A cell leads to
        its images.
      </p>
    </Panel>
  );
}

interface RowProps {
  row: readonly number[];
  truth: number;
  classNames: readonly string[];
  /** null while the images can't be shown. */
  show: ((cell: ConfusionCell) => void) | null;
}

function ConfusionRow({ row, truth, classNames, show }: RowProps) {
  const total = row.reduce((sum, count) => sum + count, 0);
  return (
    <tr>
      <th scope="row" title={classNames[truth]}>
        {classNames[truth]}
      </th>
      {row.map((count, prediction) => (
        <td
          key={classNames[prediction]}
          style={shareOf(count, total)}
          data-empty={count === 0 || undefined}
          data-right={truth === prediction || undefined}
          title={`${classNames[truth] ?? ""} taken for ${classNames[prediction] ?? ""}: ${count} of ${total}`}
        >
          {count === 0 || !show ? (
            count
          ) : (
            <button
              type="button"
              aria-label={`${count}: show ${classNames[truth] ?? ""} taken for ${classNames[prediction] ?? ""}`}
              onClick={() => show({ truth, prediction })}
            >
              {count}
            </button>
          )}
        </td>
      ))}
    </tr>
  );
}

function shareOf(count: number, total: number): CssVariables {
  return { "--share": total > 0 ? count / total : 0 };
}

function classCount(count: number): CssVariables {
  return { "--class-count": count };
}
