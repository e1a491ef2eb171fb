/** The axis of scores, which never leave 0 to 1. */
import type { Axis } from "./niceAxis";

/** Up to 1, and down to the tenth below the lowest. */
export function scoreAxis(scores: readonly (number | undefined)[]): Axis {
  const lowest = scores.reduce<number>((least, score) => Math.min(least, score ?? 1), 1);
  // In whole tenths, since sums of tenths are not exact; never so narrow that noise looks like news.
  const from = Math.min(Math.floor(lowest * 10), 8);
  const step = from < 4 ? (from < 1 ? 5 : 2) : from < 7 ? 2 : 1;
  const ticks: number[] = [];
  for (let tick = 10; tick >= from; tick -= step) ticks.unshift(tick / 10);
  return { domain: [from / 10, 1], ticks };
}
