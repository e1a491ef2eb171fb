/** How many workgroups a dispatch has. */
import { LimitError } from "../limitError";

/** In two dimensions where one is not enough. */
export function gridOf(
  threads: number,
  workgroupSize: number,
  maxWorkgroups: number,
  label: string,
): [number, number] {
  const groups = Math.ceil(threads / workgroupSize);
  if (groups <= maxWorkgroups) return [groups, 1];
  const rows = Math.ceil(groups / maxWorkgroups);
  if (rows > maxWorkgroups || threads >= 2 ** 31)
    throw new LimitError(
      `"${label}" is too large for this GPU. Use a smaller batch or smaller images.`,
    );
  return [Math.ceil(groups / rows), rows];
}
