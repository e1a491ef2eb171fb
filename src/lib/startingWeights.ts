/**
 * A configuration's `model.weights`: which numbers a run begins with, and how they are used to seeing
 * images. The numbers themselves are kept by the worker, under their hash; a checkpoint needs them no more.
 */
import { z } from "zod";

export interface StartingWeights {
  /** Of the file, or in the catalogue. */
  name: string;
  /** Of the file, in hexadecimal. */
  sha256: string;
  /** The side of the images that they were trained on. */
  imageSizePx: number;
  /** Per channel, on values 0–1. */
  mean: readonly [number, number, number];
  standardDeviation: readonly [number, number, number];
}

const channel = z.number("Must be a number.");
const deviation = channel.gt(0, "Must be greater than 0.");

export const startingWeightsSchema: z.ZodType<StartingWeights> = z.strictObject({
  name: z.string("Must be a text.").max(1000, "Must be at most 1000 characters long."),
  sha256: z.string("Must be a text.").regex(/^[0-9a-f]{64}$/, "Must be a SHA-256 of 64 digits."),
  imageSizePx: z.int("Must be a whole number.").min(1).max(4096),
  mean: z.tuple([channel, channel, channel]),
  standardDeviation: z.tuple([deviation, deviation, deviation]),
});
