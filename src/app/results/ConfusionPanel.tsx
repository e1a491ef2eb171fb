/** The confusion matrix as a table: each row a true class, shaded by its share of the row. */
import type { EpochConfusion } from "../state/reduce";
import { Panel } from "../ui/Panel";
import type { CssVariables } from "../cssVariables";
import classes from "./ConfusionPanel.module.css";

interface Props {
  confusion: EpochConfusion;
  classNames: readonly string[];
}

export function ConfusionPanel({ confusion, classNames }: Props) {
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
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.caption} id="confusion-caption">
        Rows are true classes, columns predictions; shaded by the share of the row.
      </p>
    </Panel>
  );
}

interface RowProps {
  row: readonly number[];
  truth: number;
  classNames: readonly string[];
}

function ConfusionRow({ row, truth, classNames }: RowProps) {
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
          {count}
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
