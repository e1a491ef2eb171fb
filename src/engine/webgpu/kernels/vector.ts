/** Numbers of neighbouring channels are read four at a time where the channels allow it. */
import type { ElementType } from "../kernel";

export interface Vector {
  /** Channels in one. */
  width: 1 | 4;
  type: ElementType & ("f32" | "vec4f");
  /** Vectors that hold all the channels. */
  count: number;
}

export function vectorOf(channels: number): Vector {
  return channels % 4 === 0
    ? { width: 4, type: "vec4f", count: channels / 4 }
    : { width: 1, type: "f32", count: channels };
}

/** One line of code for each of 0 … count − 1. */
export const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

/** `target = value`, or `target = target + value`. */
export const store = (target: string, value: string, accumulate: boolean): string =>
  accumulate ? `${target} = ${target} + ${value};` : `${target} = ${value};`;
