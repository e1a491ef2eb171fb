/** How many workgroups a dispatch has. */
import { WORKGROUP_SIZE } from "./shaderSource";

/** In two dimensions where one is not enough. */
export function gridOf(threads: number, maxWorkgroups: number, label: string): [number, number] {
  const groups = Math.ceil(threads / WORKGROUP_SIZE);
  if (groups <= maxWorkgroups) return [groups, 1];
  const rows = Math.ceil(groups / maxWorkgroups);
  if (rows > maxWorkgroups || threads >= 2 ** 31)
    throw new Error(`"${label}" is too large for this GPU. Use a smaller batch or smaller images.`);
  return [Math.ceil(groups / rows), rows];
}
