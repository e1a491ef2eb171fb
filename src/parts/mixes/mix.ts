/**
 * A mix turns seeded random numbers into how the images of one optimizer step are mixed with one
 * another: all alike, each with the image before it, as torchvision's MixUp and CutMix do.
 */
import type { Option, Options, Part } from "../../lib/part";
import type { Random } from "../../lib/random";
import type { Box } from "../augmentations/augmentation";

export interface MixDraw {
  /** The share of an image in its own target; its partner has the rest. */
  lambda: number;
  /** Whose pixels are the partner's (CutMix); null blends all pixels (mixup). */
  box: Box | null;
}

export interface MixContext {
  imageSizePx: number;
}

/** null leaves this step's images as they are. */
export type Mixing = (random: Random) => MixDraw | null;

/** Builds null where nothing is ever mixed. */
export const mix = <const O extends Options>(part: Part<O, MixContext, Mixing | null>) => part;

export const alphaOption = {
  kind: "number",
  label: "α",
  help: "Of the beta distribution that shares are drawn from: small is mostly one image, 1 is even.",
  min: 0,
  exclusiveMin: true,
  max: 100,
  step: 0.1,
} as const satisfies Omit<Option & { kind: "number" }, "default">;

export const probabilityOption = {
  kind: "number",
  label: "Probability",
  help: "The share of steps whose images are mixed.",
  default: 1,
  min: 0,
  max: 1,
  step: 0.1,
} as const satisfies Option;
