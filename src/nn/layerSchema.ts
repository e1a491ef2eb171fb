/** A list of layers that comes from outside: strict, bounded, each layer read only after it was written. */
import { z } from "zod";
import { INPUT } from "./model";
import type { Layer } from "./ops";

const MAX_LAYERS = 5000;
const count = z.int().min(1).max(65_536);
const windowPx = z.int().min(1).max(256);
const paddingPx = z.int().min(0).max(256);
const positive = z.number().min(0);

const base = {
  name: z.string().min(1).max(500),
  inputs: z.array(z.string()).min(1).max(2).readonly(),
};
const pooling = { ...base, kernelPx: windowPx, stridePx: windowPx, paddingPx };

const initializer = z.union([
  z.strictObject({
    kind: z.enum([
      "kaimingNormalFanOut",
      "kaimingNormalFanIn",
      "kaimingUniformFanIn",
      "uniformFanIn",
    ]),
  }),
  z.strictObject({ kind: z.literal("uniform"), bound: positive }),
  z.strictObject({ kind: z.literal("constant"), value: z.number() }),
]);

const layer = z.discriminatedUnion("op", [
  z.strictObject({
    ...pooling,
    op: z.literal("conv2d"),
    inChannels: count,
    outChannels: count,
    groups: count,
    hasBias: z.boolean(),
    initializer,
    biasInitializer: initializer.optional(),
  }),
  z.strictObject({
    ...base,
    op: z.literal("batchNorm"),
    channels: count,
    epsilon: positive,
    momentum: z.number().min(0).max(1),
  }),
  z.strictObject({ ...base, op: z.literal("layerNorm"), channels: count, epsilon: positive }),
  z.strictObject({ ...base, op: z.literal("layerScale"), channels: count, initial: z.number() }),
  z.strictObject({
    ...base,
    op: z.literal("activation"),
    kind: z.enum(["relu", "relu6", "sigmoid", "hardSigmoid", "silu", "hardSwish", "gelu"]),
  }),
  z.strictObject({ ...pooling, op: z.literal("maxPool") }),
  z.strictObject({ ...pooling, op: z.literal("averagePool") }),
  z.strictObject({
    ...base,
    op: z.literal("globalAveragePool"),
    keepsDimensions: z.boolean().optional(),
  }),
  z.strictObject({ ...base, op: z.literal("flatten") }),
  z.strictObject({ ...base, op: z.literal("dropout"), probability: z.number().min(0).max(1) }),
  z.strictObject({
    ...base,
    op: z.literal("linear"),
    inFeatures: count,
    outFeatures: count,
    weightInitializer: initializer,
    biasInitializer: initializer,
  }),
  z.strictObject({ ...base, op: z.literal("add") }),
  z.strictObject({ ...base, op: z.literal("scale") }),
]);

const schema: z.ZodType<readonly Layer[]> = z.array(layer).min(1).max(MAX_LAYERS).readonly();

/** Throws, saying what is wrong, on anything that no model could be made of. */
export function parseLayers(text: string): readonly Layer[] {
  const { data, error } = schema.safeParse(parseJson(text));
  if (!data) {
    const [issue] = error.issues;
    throw new Error(`The layers can't be read: ${issue!.path.join(".")} ${issue!.message}`);
  }
  const known = new Set<string>([INPUT]);
  for (const { name, inputs } of data) {
    for (const input of inputs)
      if (!known.has(input))
        throw new Error(`Layer "${name}" reads "${input}", which does not exist.`);
    if (known.has(name)) throw new Error(`Two layers are called "${name}".`);
    known.add(name);
  }
  return data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("The layers are no JSON.");
  }
}
