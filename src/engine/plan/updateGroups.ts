/** Joins the parameters that an update treats alike, so that each group has one set of coefficients. */
import { plainSettings, type Update } from "../engine";
import type { Slice } from "./program";
import type { FlatUpdate } from "./runtime";

/** `steps` counts each parameter's updates, this one included. */
export function updateGroups(
  slices: readonly Slice[],
  steps: ReadonlyMap<string, number>,
  { optimizer, settings, learningRate, momentum }: Update,
): FlatUpdate["groups"] {
  const groups = new Map<string, FlatUpdate["groups"][number] & { slices: Slice[] }>();
  for (const slice of slices) {
    const { rateFactor, hasDecay } = settings?.get(slice.name) ?? plainSettings;
    const step = steps.get(slice.name)!;
    const key = `${step} ${rateFactor} ${hasDecay}`;
    const group = groups.get(key);
    if (group) group.slices.push(slice);
    else
      groups.set(key, {
        slices: [slice],
        coefficients: optimizer.coefficients({
          step,
          learningRate: learningRate * rateFactor,
          momentum,
          hasDecay,
        }),
      });
  }
  return [...groups.values()];
}
