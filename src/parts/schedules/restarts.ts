/** The clock of schedules that start again: where in which period a moment is. */

interface Periods {
  /** The first period's length. */
  t0: number;
  /** What the rest of a period, after its rise, is multiplied by from one to the next. */
  tMult: number;
  /** The length of the rise that every period begins with. */
  tUp: number;
}

/** All in the unit of `elapsed`: the time since the last restart, the period's length; its number from 0. */
export function periodAt(elapsed: number, { t0, tMult, tUp }: Periods) {
  if (tMult === 1) return { since: elapsed % t0, length: t0, cycle: Math.floor(elapsed / t0) };
  let since = elapsed;
  let length = t0;
  let cycle = 0;
  while (since >= length) {
    since -= length;
    length = (length - tUp) * tMult + tUp;
    cycle++;
  }
  return { since, length, cycle };
}
