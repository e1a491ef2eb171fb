/** An exponential moving average, one step on. */
import type { Arithmetic } from "./optimizer";

/** `kept · old + (1 − kept) · fresh`, with `kept` a constant of the run. */
export function runningMean<V>(math: Arithmetic<V>, old: V, fresh: V, kept: number): V {
  return math.add(math.multiply(old, kept), math.multiply(fresh, 1 - kept));
}
