/**
 * Words of an axis's ticks. Axes name round numbers, which need fewer digits than measured ones: two, or as
 * many as tell them apart.
 */
import { formatRate } from "../format";

const FEWEST_DIGITS = 2;
/** More would not fit beside the chart. */
const MOST_DIGITS = 6;

export function tickFormat(ticks: readonly number[]): (tick: number) => string {
  const areApart = (digits: number) =>
    new Set(ticks.map((tick) => tick.toPrecision(digits))).size === new Set(ticks).size;
  let digits = FEWEST_DIGITS;
  while (digits < MOST_DIGITS && !areApart(digits)) digits++;
  return (tick) => {
    const rounded = Number(tick.toPrecision(digits));
    return digits > FEWEST_DIGITS ? String(rounded) : formatRate(rounded);
  };
}
