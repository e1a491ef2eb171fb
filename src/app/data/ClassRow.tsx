/** One class of the data set. */
import type { ClassSummary, DatasetSummary } from "../../protocol";
import { formatCount } from "../format";
import type { splits } from "../splits";
import classes from "./ClassTable.module.css";
import { Thumbnails } from "./Thumbnails";

interface Props {
  summary: ClassSummary;
  dataset: DatasetSummary;
  /** Images of the largest class: the bar that is full. */
  largest: number;
  shown: typeof splits;
}

export function ClassRow({ summary, dataset, largest, shown }: Props) {
  const { name, counts } = summary;
  return (
    <tr>
      <th scope="row" className={classes.name}>
        {name}
      </th>
      <td className={classes.thumbnails}>
        <Thumbnails
          dataset={dataset}
          indices={summary.examples}
          label={`First images of ${name}`}
        />
      </td>
      <td className={classes.bar}>
        <div className={classes.track} aria-hidden="true">
          {shown
            .filter((split) => counts[split.name] > 0)
            .map((split) => (
              <span
                key={split.name}
                style={{
                  width: `${(100 * counts[split.name]) / Math.max(largest, 1)}%`,
                  background: split.color,
                }}
              />
            ))}
        </div>
      </td>
      {shown.map((split) => (
        <td
          key={split.name}
          className={classes.number}
          data-label={shown.length === 1 ? "images" : split.label.toLowerCase()}
        >
          {formatCount(counts[split.name])}
        </td>
      ))}
    </tr>
  );
}
