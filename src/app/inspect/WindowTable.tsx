/** The window of an optimizer step: what each micro-batch adds to the loss and to the gradient. */
import { Table } from "@mantine/core";
import type { StepInspection } from "../../train/inspection";
import { formatCount, formatFigure } from "../format";
import classes from "./detail.module.css";

export function WindowTable({ inspection }: { inspection: StepInspection }) {
  const { microBatches, denominator, loss, gradientNorm } = inspection;
  if (microBatches.length === 1) return null;
  const images = microBatches.reduce((sum, { imageCount }) => sum + imageCount, 0);
  const lossSum = microBatches.reduce((sum, micro) => sum + micro.lossSum, 0);
  return (
    <>
      <h4>Accumulation: one window of {microBatches.length} micro-batches</h4>
      <p className={classes.note}>
        Sums are added up and divided once, by the whole window’s denominator. So an uneven window
        is weighted as one large batch would be.
      </p>
      <div className={classes.scroller} tabIndex={0} role="region" aria-label="Window, scrollable">
        <Table className={classes.figures} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Micro-batch</Table.Th>
              <Table.Th className={classes.number}>Images</Table.Th>
              <Table.Th className={classes.number}>Σ loss</Table.Th>
              <Table.Th className={classes.number}>Denominator</Table.Th>
              <Table.Th className={classes.number}>‖its gradient‖</Table.Th>
              <Table.Th className={classes.number}>‖sum so far‖</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {microBatches.map((micro, place) => (
              <Table.Tr key={place}>
                <Table.Th scope="row">{place + 1}</Table.Th>
                <Table.Td className={classes.number}>{formatCount(micro.imageCount)}</Table.Td>
                <Table.Td className={classes.number}>{formatFigure(micro.lossSum)}</Table.Td>
                <Table.Td className={classes.number}>{formatFigure(micro.denominator)}</Table.Td>
                <Table.Td className={classes.number}>{formatFigure(micro.gradientNorm)}</Table.Td>
                <Table.Td className={classes.number}>
                  {formatFigure(micro.accumulatedNorm)}
                </Table.Td>
              </Table.Tr>
            ))}
            <Table.Tr>
              <Table.Th scope="row">Window</Table.Th>
              <Table.Td className={classes.number}>{formatCount(images)}</Table.Td>
              <Table.Td className={classes.number}>{formatFigure(lossSum)}</Table.Td>
              <Table.Td className={classes.number}>{formatFigure(denominator)}</Table.Td>
              <Table.Td className={classes.number}>loss {formatFigure(loss)}</Table.Td>
              <Table.Td className={classes.number}>{formatFigure(gradientNorm)}</Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}
