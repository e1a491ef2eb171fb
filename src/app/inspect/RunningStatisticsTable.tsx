/** What a BatchNorm layer remembers for eval mode, before the step and after it. */
import { Table } from "@mantine/core";
import type { RunningStatistics } from "../../train/inspection";
import { formatFigure } from "../format";
import classes from "./detail.module.css";

export function RunningStatisticsTable({ running }: { running: RunningStatistics }) {
  const { momentum, mean, variance } = running;
  return (
    <>
      <Table className={classes.figures} aria-label="Running statistics">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Running statistics</Table.Th>
            <Table.Th className={classes.number}>before</Table.Th>
            <Table.Th className={classes.number}>after</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries({ running_mean: mean, running_var: variance }).map(([name, both]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}, averaged over channels</Table.Th>
              <Table.Td className={classes.number}>{formatFigure(both.before)}</Table.Td>
              <Table.Td className={classes.number}>{formatFigure(both.after)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <p className={classes.note}>
        Every forward pass in train mode moves them: new = {formatFigure(1 - momentum)} · old +{" "}
        {formatFigure(momentum)} · batch. Eval mode reads them and moves nothing.
      </p>
    </>
  );
}
