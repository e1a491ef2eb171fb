/**
 * Rates as they were told, a few times a second, and where a rate was the same throughout an epoch, from
 * the epoch's beginning: a schedule that moves between epochs is a staircase, not a slope.
 */
interface RateAt {
  /** Epochs gone, with a fraction within an epoch. */
  epoch: number;
  learningRate: number;
}

/** What stands between two epochs, so that the old rate and the new one are two points. */
const NARROW = 1e-4;

/** @param rates in order of their epoch. */
export function withSteps(rates: readonly RateAt[]): RateAt[] {
  const byEpoch = new Map<number, RateAt[]>();
  for (const rate of rates) {
    const epoch = Math.ceil(rate.epoch - NARROW);
    const told = byEpoch.get(epoch);
    if (told) told.push(rate);
    else byEpoch.set(epoch, [rate]);
  }
  return [...byEpoch].flatMap(([epoch, told]) => {
    const { learningRate } = told[0]!;
    const isLevel = told.length > 1 && told.every((it) => it.learningRate === learningRate);
    return isLevel ? [{ epoch: epoch - 1 + NARROW, learningRate }, ...told] : told;
  });
}
