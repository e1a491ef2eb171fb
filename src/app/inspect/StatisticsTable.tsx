/** A tensor's figures, in a column for each of the passes that are compared. */
import { Table } from "@mantine/core";
import type { TensorStatistics } from "../../lib/tensorStatistics";
import { formatFigure, formatPercent } from "../format";
import classes from "./detail.module.css";

const rows: readonly { label: string; of: (statistics: TensorStatistics) => string }[] = [
  { label: "Mean", of: ({ mean }) => formatFigure(mean) },
  { label: "Deviation", of: ({ standardDeviation }) => formatFigure(standardDeviation) },
  { label: "Lowest", of: ({ lowest }) => formatFigure(lowest) },
  { label: "Highest", of: ({ highest }) => formatFigure(highest) },
  { label: "Zeros", of: ({ zeroShare }) => formatPercent(zeroShare) },
  { label: "Norm", of: ({ norm }) => formatFigure(norm) },
];

interface Props {
  caption: string;
  columns: readonly { label: string; statistics: TensorStatistics }[];
}

export function StatisticsTable({ caption, columns }: Props) {
  return (
    <Table className={classes.figures} aria-label={caption}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{caption}</Table.Th>
          {columns.map(({ label }) => (
            <Table.Th key={label} className={classes.number}>
              {label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ label, of }) => (
          <Table.Tr key={label}>
            <Table.Th scope="row">{label}</Table.Th>
            {columns.map((column) => (
              <Table.Td key={column.label} className={classes.number}>
                {of(column.statistics)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
