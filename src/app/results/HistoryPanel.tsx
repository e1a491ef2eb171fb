/** The run epoch by epoch. */
import { Table } from "@mantine/core";
import { formatCount, formatDuration, formatLoss, formatRate, formatScore } from "../format";
import type { Run } from "../state/reduce";
import { Panel } from "../ui/Panel";
import classes from "./tables.module.css";

const headings = [
  "Training loss",
  "Validation loss",
  "Accuracy",
  "Macro-F1",
  "Learning rate",
  "Time",
  "Images/s",
];

export function HistoryPanel({ run }: { run: Run }) {
  const score = (value: number | null) => (value === null ? "–" : formatScore(value));
  return (
    <Panel title="History" note={`${run.epochs.length} epochs`} isFlush>
      <div className={classes.scroller} tabIndex={0} role="region" aria-label="History by epoch">
        <Table className={classes.table} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Epoch</Table.Th>
              {headings.map((heading) => (
                <Table.Th key={heading} className={classes.number}>
                  {heading}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {run.epochs.map((record) => (
              <Table.Tr key={record.epoch}>
                <Table.Th scope="row">
                  {record.epoch}
                  {record.epoch === run.best?.epoch && <span className={classes.best}>best</span>}
                </Table.Th>
                {[
                  formatLoss(record.trainLoss),
                  record.valLoss === null ? "–" : formatLoss(record.valLoss),
                  score(record.accuracy),
                  score(record.macroF1),
                  formatRate(record.learningRate),
                  formatDuration(record.seconds),
                  formatCount(record.imagesPerSecond),
                ].map((text, column) => (
                  <Table.Td key={headings[column]} className={classes.number}>
                    {text}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  );
}
