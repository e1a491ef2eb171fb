/** An axis that holds all values and names round numbers: 1, 2 or 5 times a power of ten apart. */

export interface Axis {
  domain: [lowest: number, highest: number];
  ticks: number[];
}

/** Of the values: what differs by less is rounding, and steps of it could not be told apart. */
const LEAST_SPAN = 1e-5;

/** About `steps` steps. What is undefined or infinite is left out. */
export function niceAxis(values: readonly (number | undefined)[], steps = 4): Axis {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  const lowest = finite.reduce((a, b) => Math.min(a, b), finite[0] ?? 0);
  const highest = finite.reduce((a, b) => Math.max(a, b), finite[0] ?? 1);
  const size = Math.max(Math.abs(lowest), Math.abs(highest));
  const isFlat = highest - lowest <= size * LEAST_SPAN;
  const step = niceStep((isFlat ? size || 1 : highest - lowest) / steps);
  const first = Math.floor(lowest / step);
  const last = Math.max(Math.ceil(highest / step), first + 1);
  // Rounded to twelve digits, since sums of tenths are not exact.
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { domain: [ticks[0]!, ticks.at(-1)!], ticks };
}

function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5].find((one) => one * power >= step * 0.999) ?? 10;
  return factor * power;
}
