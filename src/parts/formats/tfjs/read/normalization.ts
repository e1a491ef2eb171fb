/** Keras's normalisations as ours; what normalises images, as preprocessing. */
import { z } from "zod";
import { configOf } from "./settings";
import { alike, type Translate } from "./translation";

const lastAxis = (rank: number) =>
  z
    .union([z.int(), z.tuple([z.int()]).transform(([axis]) => axis)])
    .refine((axis) => axis === -1 || axis === rank, "Only the last axis can be normalised.")
    .default(-1);

const ones = (size: number) => new Float32Array(size).fill(1);

export const batchNormalization: Translate = (node, to) => {
  const input = to.source(node);
  const shape = to.shapeOf(input);
  if (to.isFlattened(node)) throw new Error(`Layer "${node.name}" normalises flattened pixels.`);
  const { epsilon, momentum, scale, center } = configOf(
    node,
    z.looseObject({
      axis: lastAxis(shape.length),
      epsilon: z.number().min(0).default(1e-3),
      momentum: z.number().min(0).max(1).default(0.99),
      scale: z.boolean().default(true),
      center: z.boolean().default(true),
    }),
  );
  const channels = shape.at(-1)!;
  const take = (kind: string) => to.take(node, kind, [channels]);
  if (to.isFirst(node) && channels === 3 && !scale && !center) {
    // Nothing learned: it normalises the images, and training is not to do that by the batch.
    const [mean, variance] = [take("moving_mean"), take("moving_variance")];
    to.preprocessing = {
      mean: triple(mean, (value) => value),
      standardDeviation: triple(variance, (value) => Math.sqrt(value + epsilon)),
    };
    to.pass(node);
    return;
  }
  to.emit(
    node,
    {
      op: "batchNorm",
      name: node.name,
      inputs: [input],
      channels,
      epsilon,
      // Keras's is the share of the old statistics.
      momentum: 1 - momentum,
    },
    {
      parameters: {
        weight: scale ? take("gamma") : ones(channels),
        bias: center ? take("beta") : new Float32Array(channels),
      },
      buffers: {
        running_mean: take("moving_mean"),
        running_var: take("moving_variance"),
        num_batches_tracked: new Float32Array(1),
      },
    },
  );
};

const triple = (values: Float32Array, of: (value: number) => number) =>
  [of(values[0]!), of(values[1]!), of(values[2]!)] as const;

export const layerNormalization: Translate = (node, to) => {
  const input = to.source(node);
  const shape = to.shapeOf(input);
  const { epsilon } = configOf(
    node,
    z.looseObject({
      axis: lastAxis(shape.length),
      epsilon: z.number().min(0).default(1e-3),
      scale: z.literal(true).default(true),
      center: z.literal(true).default(true),
    }),
  );
  const channels = shape.at(-1)!;
  to.emit(
    node,
    { op: "layerNorm", name: node.name, inputs: [input], channels, epsilon },
    {
      parameters: {
        weight: to.take(node, "gamma", [channels]),
        bias: to.take(node, "beta", [channels]),
      },
    },
  );
};

/** Of pixels from 0 to 255, before everything else. */
export const rescaling: Translate = (node, to) => {
  const { scale, offset } = configOf(
    node,
    z.looseObject({ scale: z.number().gt(0), offset: z.number().default(0) }),
  );
  if (!to.isFirst(node)) throw new Error(`Layer "${node.name}" rescales what is no image.`);
  const deviation = 1 / (255 * scale);
  to.preprocessing = alike(-offset * deviation, deviation);
  to.pass(node);
};
