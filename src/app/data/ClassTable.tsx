/** A row per class: its name, its first images, its counts as a bar and as numbers. */
import type { DatasetSummary } from "../../protocol";
import { splits } from "../splits";
import { ClassRow } from "./ClassRow";
import classes from "./ClassTable.module.css";

export function ClassTable({ dataset }: { dataset: DatasetSummary }) {
  const largest = Math.max(
    ...dataset.classes.map(({ counts }) => counts.train + counts.validation + counts.test),
  );
  const shown = splits.filter(
    ({ name }) => name === "train" || dataset.classes.some(({ counts }) => counts[name] > 0),
  );
  return (
    <table className={classes.table} data-splits={shown.length}>
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col" className={classes.thumbnails}>
            First images
          </th>
          <th scope="col" className={classes.bar}>
            Count
          </th>
          {shown.map(({ name, label, color }) => (
            <th key={name} scope="col" className={classes.number}>
              <span className={classes.key} style={{ background: color }} />
              {shown.length === 1 ? "Images" : label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {dataset.classes.map((one) => (
          <ClassRow
            key={one.name}
            summary={one}
            dataset={dataset}
            largest={largest}
            shown={shown}
          />
        ))}
      </tbody>
    </table>
  );
}
