/** The losses that a range test's chart should show: where it explodes, the axis does not follow. */
import type { RatePoint } from "../../train/rateTest";

/** Above the first loss, of what the curve falls below it. */
const HEADROOM = 0.5;

/** The lowest and the highest loss to show. */
export function lossWindow(points: readonly RatePoint[]): [lowest: number, highest: number] {
  const smoothed = points.map(({ smoothedLoss }) => smoothedLoss);
  const lowest = Math.min(...smoothed, ...points.map(({ loss }) => loss));
  const first = smoothed[0] ?? 1;
  const highest = first + HEADROOM * Math.max(first - lowest, first / 4);
  return [lowest, Math.min(highest, Math.max(...smoothed, first))];
}
