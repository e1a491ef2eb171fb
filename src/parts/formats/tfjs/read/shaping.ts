/** Keras's layers that change no number in use. */
import { z } from "zod";
import { configOf } from "./settings";
import type { Translate } from "./translation";

export const dropout: Translate = (node, to) => {
  const { rate } = configOf(node, z.looseObject({ rate: z.number().min(0).max(1) }));
  to.pass(node);
  const inputs = [to.source(node)];
  if (rate > 0) to.emit(node, { op: "dropout", name: node.name, inputs, probability: rate });
};

/** What changes images in training alone: the app's own augmentations take its place. */
export const augmentation: Translate = (node, to) => to.pass(node);

export const augmentations = [
  "RandomFlip",
  "RandomRotation",
  "RandomZoom",
  "RandomTranslation",
  "RandomContrast",
  "RandomBrightness",
  "GaussianNoise",
] as const;

export const flatten: Translate = (node, to) => {
  const input = to.source(node);
  const shape = to.shapeOf(input);
  to.pass(node);
  if (shape.length === 3 && shape[0] === 1 && shape[1] === 1)
    to.emit(node, { op: "flatten", name: node.name, inputs: [input] });
  else if (shape.length === 3) to.flattened.add(node.name);
};

const sides = z.tuple([z.int().min(0).max(64), z.int().min(0).max(64)]);
export const zeroPadding: Translate = (node, to) => {
  const { padding } = configOf(
    node,
    z.looseObject({
      padding: z.union([
        z.tuple([sides, sides]).refine(([rows, columns]) => String(rows) === String(columns)),
        sides
          .refine(([rows, columns]) => rows === columns)
          .transform(([it]) => [[it, it]] as const),
        z
          .int()
          .min(0)
          .max(64)
          .transform((it) => [[it, it]] as const),
      ]),
      data_format: z.literal("channels_last").nullish(),
    }),
  );
  to.pass(node);
  const [before, after] = padding[0];
  to.paddings.set(node.name, { before, after });
};
