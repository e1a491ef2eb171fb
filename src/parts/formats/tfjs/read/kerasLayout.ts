/**
 * What Keras 2 and Keras 3 write differently: where a layer's inputs, a model's ends and its images' shape
 * stand. https://github.com/keras-team/keras/blob/master/keras/src/models/functional.py
 */
import { z } from "zod";

const entrySchema = z.object({
  class_name: z.string().max(200),
  name: z.string().optional(),
  config: z.unknown(),
  inbound_nodes: z.array(z.unknown()).optional(),
});
export type Entry = z.infer<typeof entrySchema>;

export const layerConfig = z.looseObject({ name: z.string().min(1).max(200) });

/** The layer's name; how many times it had been used before; which of its outputs. */
const reference = z.tuple([z.string(), z.int(), z.int()]).rest(z.unknown());
const endSchema = z.union(
  [z.array(reference).length(1), reference.transform((it) => [it])],
  "One input and one output can be read.",
);
export const sequentialConfig = z.union([
  z.array(entrySchema).transform((layers) => ({ layers })),
  z.object({ layers: z.array(entrySchema) }),
]);
export const functionalConfig = z.object({
  layers: z.array(entrySchema),
  input_layers: endSchema,
  output_layers: endSchema,
});

const version = z.string().optional().catch(undefined);
const fileSchema = z.union([
  z
    .object({ model_config: entrySchema, keras_version: version })
    .transform((it) => ({ root: it.model_config, version: it.keras_version })),
  entrySchema
    .extend({ keras_version: version })
    .transform(({ keras_version, ...root }) => ({ root, version: keras_version })),
]);

/** The outermost model, and whether Keras 3 wrote it; its activations are others. */
export function readTopology(topology: unknown): { root: Entry; isKeras3: boolean } {
  const file = parsed(fileSchema, topology, "the model's topology");
  return { root: file.root, isKeras3: /^[3-9]\./.test(file.version ?? "") };
}

const extent = z.int().min(1).max(4096);
const shape = z.tuple([z.null(), extent, extent, extent]);
const shapedConfig = z.union([
  z.object({ batch_input_shape: shape }).transform((it) => it.batch_input_shape),
  z.object({ batch_shape: shape }).transform((it) => it.batch_shape),
  // Of a Sequential model that was given no shape before it saw images.
  z.object({ build_input_shape: shape }).transform((it) => it.build_input_shape),
]);

/** `[height, width, channels]`, where the configuration names it. */
export function inputShapesIn(config: unknown): [number, number, number][] {
  const { data } = shapedConfig.safeParse(config);
  return data ? [[data[1], data[2], data[3]]] : [];
}

const keras2Call = z.array(reference).min(1);
const tensor = z
  .object({
    class_name: z.literal("__keras_tensor__"),
    config: z.object({ keras_history: reference }),
  })
  .transform(({ config }) => config.keras_history);
const setting = z.union([z.null(), z.boolean()]);
const keras3Call = z
  .object({
    args: z.union([
      z.array(tensor).min(1),
      z.tuple([z.array(tensor).min(1)]).transform(([inputs]) => inputs),
    ]),
    kwargs: z.record(z.string(), setting).optional(),
  })
  .transform(({ args }) => args);

/** A layer's name and what it reads. */
export function placeOf({ name, config, inbound_nodes }: Entry): {
  name: string;
  inputs: string[];
} {
  const own = name ?? parsed(layerConfig, config, "a layer").name;
  const [call, again] = inbound_nodes ?? [];
  if (call === undefined || again !== undefined)
    throw new Error(`Layer "${own}" is not used once, and only such ones can be read.`);
  const { data } = z.union([keras2Call, keras3Call]).safeParse(call);
  if (!data)
    throw new Error(`Layer "${own}" reads other than layers' outputs, which can't be read.`);
  return { name: own, inputs: data.map(([input]) => input) };
}

export function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string, otherwise?: T): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  if (otherwise !== undefined) return otherwise;
  const [issue] = result.error.issues;
  throw new Error(`It can't be read, at ${what}: ${issue!.path.join(".")} ${issue!.message}`);
}
