/** One epoch as a line on the terminal. */
import type { EpochRecord } from "../src/train/events";

/** For example `epoch  3/15  loss 0.532  val 0.611  accuracy 0.801  F1 0.798  rate 0.001 …`. */
export function epochLine(record: EpochRecord, epochCount: number): string {
  const { epoch, trainLoss, valLoss, accuracy, macroF1, learningRate } = record;
  const number = (label: string, value: number | null) =>
    value === null ? [] : [`${label} ${value.toFixed(3)}`];
  return [
    `epoch ${String(epoch).padStart(String(epochCount).length)}/${epochCount}`,
    ...number("loss", trainLoss),
    ...number("val", valLoss),
    ...number("accuracy", accuracy),
    ...number("F1", macroF1),
    `rate ${Number(learningRate.toPrecision(3))}`,
    `${Math.round(record.imagesPerSecond)} images/s`,
    `${record.seconds.toFixed(1)} s`,
  ].join("  ");
}
