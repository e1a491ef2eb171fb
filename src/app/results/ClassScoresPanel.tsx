/** Precision, recall, F1 and support of every class. */
import { Table } from "@mantine/core";
import { classScores } from "../../lib/classScores";
import { formatCount, formatScore } from "../format";
import type { EpochConfusion } from "../state/reduce";
import { Panel } from "../ui/Panel";
import classes from "./tables.module.css";

interface Props {
  confusion: EpochConfusion;
  classNames: readonly string[];
}

export function ClassScoresPanel({ confusion, classNames }: Props) {
  const scores = classScores(confusion.counts);
  const worst = Math.min(...scores.map(({ f1 }) => f1));
  return (
    <Panel title="Classes" note={`Epoch ${confusion.epoch}`} isFlush>
      <div className={classes.scroller} tabIndex={0} role="region" aria-label="Scores by class">
        <Table className={classes.table} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Class</Table.Th>
              <Table.Th className={classes.number}>Precision</Table.Th>
              <Table.Th className={classes.number}>Recall</Table.Th>
              <Table.Th className={classes.number}>F1</Table.Th>
              <Table.Th className={classes.number}>Images</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {scores.map(({ precision, recall, f1, support }, label) => (
              <Table.Tr key={classNames[label]}>
                <Table.Th scope="row" className={classes.name}>
                  {classNames[label]}
                  {f1 === worst && <span className={classes.mark}>worst</span>}
                </Table.Th>
                <Table.Td className={classes.number}>{formatScore(precision)}</Table.Td>
                <Table.Td className={classes.number}>{formatScore(recall)}</Table.Td>
                <Table.Td className={classes.number}>{formatScore(f1)}</Table.Td>
                <Table.Td className={classes.number}>{formatCount(support)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  );
}
