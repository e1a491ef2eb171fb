/** A function over the lanes of a workgroup: combines their values, and all of them get the result. */
import type { Vector } from "./vector";

/** Declares `name(value, lane)`; the order of combining is fixed. */
export function reduction(
  name: string,
  type: Vector["type"],
  lanes: number,
  combine: (a: string, b: string) => string,
): string {
  return `
var<workgroup> ${name}Lanes: array<${type}, ${lanes}>;
fn ${name}(value: ${type}, lane: i32) -> ${type} {
  ${name}Lanes[lane] = value;
  for (var half = ${lanes / 2}; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) {
      ${name}Lanes[lane] = ${combine(`${name}Lanes[lane]`, `${name}Lanes[lane + half]`)};
    }
  }
  return workgroupUniformLoad(&${name}Lanes[0]);
}`;
}
