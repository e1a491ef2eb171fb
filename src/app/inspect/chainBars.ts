/** How long each layer's bar in the chain is. */
import type { LayerInspection } from "../../train/inspection";
import type { Mode } from "./walk";

export interface ChainBar {
  value: number;
  /** Of the chain's width. */
  share: number;
}

/** A bar for the smallest norm is still seen. */
const SMALLEST_SHARE = 0.04;

/**
 * Forward: deviations, on a scale from 0. Backward: gradient norms, which span powers of ten, on a
 * logarithmic one; null where no gradient came back.
 */
export function chainBars(
  layers: readonly LayerInspection[],
  direction: "forward" | "backward",
  mode: Mode,
): (ChainBar | null)[] {
  const values = layers.map((layer) =>
    direction === "forward" ? layer[mode].standardDeviation : (layer.gradient?.norm ?? null),
  );
  const positive = values.filter((value) => value !== null && value > 0) as number[];
  const lowest = Math.min(...positive);
  const highest = Math.max(...positive);
  const shareOf = (value: number) => {
    if (!(value > 0)) return 0;
    if (direction === "forward") return value / highest;
    const span = Math.log(highest / lowest) || 1;
    return SMALLEST_SHARE + (1 - SMALLEST_SHARE) * (Math.log(value / lowest) / span || 0);
  };
  return values.map((value) => (value === null ? null : { value, share: shareOf(value) }));
}
