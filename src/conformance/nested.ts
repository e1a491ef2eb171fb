/** Numbers and nested lists of them, as golden files write tensors. */
import { z } from "zod";

export type Nested = number | readonly Nested[];

/** Unlike zod's own number, NaN and the infinities too. */
export const real = z.custom<number>((value) => typeof value === "number", "Must be a number.");

export const nested: z.ZodType<Nested> = z.lazy(() => z.union([real, z.array(nested)]));

export const vector = z.array(real);
export const matrix = z.array(vector);

export function flatten(value: Nested): number[] {
  return typeof value === "number" ? [value] : value.flatMap(flatten);
}

export function shapeOf(value: Nested): number[] {
  return typeof value === "number" ? [] : [value.length, ...shapeOf(value[0] ?? [])];
}

/** Parses JSON in which NaN and the infinities are written as strings. */
export function parseGolden(json: string): unknown {
  const special = new Map([
    ["NaN", NaN],
    ["Infinity", Infinity],
    ["-Infinity", -Infinity],
  ]);
  return JSON.parse(json, (_, value: unknown) =>
    typeof value === "string" && special.has(value) ? special.get(value) : value,
  );
}
