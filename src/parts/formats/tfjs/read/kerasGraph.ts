/**
 * The layers of a `model.json` as one list, models within models opened up. Nothing is built and nothing
 * allocated: what the file says is only looked at. https://www.tensorflow.org/js/guide/save_load
 */
import { z } from "zod";

export interface KerasNode {
  className: string;
  /** As in the file: its weights' names begin with it. */
  kerasName: string;
  /** Unique among all models of the file. */
  name: string;
  config: Record<string, unknown>;
  /** Names of nodes, or `input`. */
  inputs: readonly string[];
}

export interface KerasGraph {
  /** In the order in which they run. */
  nodes: KerasNode[];
  /** The node whose output is the model's. */
  output: string;
  /** `[height, width, channels]` */
  inputShape: readonly [number, number, number];
}

const INPUT = "input";
const MAX_DEPTH = 8;
const MAX_NODES = 5000;
const containers = ["Sequential", "Functional", "Model"];

const entrySchema = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.unknown(),
  inbound_nodes: z.array(z.unknown()).optional(),
});
type Entry = z.infer<typeof entrySchema>;

const layerConfig = z.looseObject({ name: z.string().min(1).max(200) });
const reference = z.tuple([z.string(), z.int(), z.int()]).rest(z.unknown());
const endSchema = z.array(reference).length(1, "One input and one output can be read.");
const sequentialConfig = z.union([
  z.array(entrySchema).transform((layers) => ({ layers })),
  z.object({ layers: z.array(entrySchema) }),
]);
const functionalConfig = z.object({
  layers: z.array(entrySchema),
  input_layers: endSchema,
  output_layers: endSchema,
});
const extent = z.int().min(1).max(4096);
const shapedConfig = z.object({ batch_input_shape: z.tuple([z.null(), extent, extent, extent]) });
const topologySchema = z.union([
  z.object({ model_config: entrySchema }).transform((it) => it.model_config),
  entrySchema,
]);

/** Throws, saying what is wrong, where it is no topology that can be read. */
export function readKerasGraph(topology: unknown): KerasGraph {
  const root = parsed(topologySchema, topology, "the model's topology");
  const nodes: KerasNode[] = [];
  const names = new Set<string>([INPUT]);
  const inputShapes: KerasGraph["inputShape"][] = [];

  const lookForShape = (config: unknown): void => {
    const { data } = shapedConfig.safeParse(config);
    if (!data) return;
    const [, height, width, channels] = data.batch_input_shape;
    inputShapes.push([height, width, channels]);
  };

  /** Answers with the name of its output. */
  const visit = (entry: Entry, inputs: readonly string[], scope: string, depth: number): string => {
    if (containers.includes(entry.class_name)) return open(entry, inputs, scope, depth + 1);
    const config = parsed(layerConfig, entry.config, `a layer of ${entry.class_name}`);
    lookForShape(config);
    if (entry.class_name === "InputLayer") return only(inputs, config.name);
    if (nodes.length === MAX_NODES) throw new Error(`It has more than ${MAX_NODES} layers.`);
    const name = names.has(config.name) ? `${scope}/${config.name}` : config.name;
    if (names.has(name)) throw new Error(`Two layers are called "${name}".`);
    names.add(name);
    nodes.push({ className: entry.class_name, kerasName: config.name, name, config, inputs });
    return name;
  };

  const open = (entry: Entry, inputs: readonly string[], scope: string, depth: number): string => {
    if (depth > MAX_DEPTH) throw new Error("Its models are nested too deeply.");
    const input = only(inputs, entry.class_name);
    const own = parsed(
      z.looseObject({ name: z.string().optional() }),
      entry.config ?? {},
      scope,
      {},
    );
    const inner = own.name ? `${scope}${own.name}` : scope;
    if (entry.class_name === "Sequential") {
      const { layers } = parsed(sequentialConfig, entry.config, "a Sequential model");
      return layers.reduce((last, layer) => visit(layer, [last], inner, depth), input);
    }
    return openGraph(parsed(functionalConfig, entry.config, "a model"), input, inner, depth);
  };

  const openGraph = (
    { layers, input_layers, output_layers }: z.infer<typeof functionalConfig>,
    input: string,
    scope: string,
    depth: number,
  ): string => {
    /** What stands for each layer's output outside. */
    const outputs = new Map<string, string>([[input_layers[0]![0], input]]);
    let waiting = layers.filter((layer) => layer.class_name !== "InputLayer");
    for (const layer of layers) if (layer.class_name === "InputLayer") lookForShape(layer.config);
    while (waiting.length > 0) {
      const later: Entry[] = [];
      for (const layer of waiting) {
        const { name, inputs } = placeOf(layer);
        const found = inputs.flatMap((it) => outputs.get(it) ?? []);
        if (found.length < inputs.length) later.push(layer);
        else outputs.set(name, visit(layer, found, scope, depth));
      }
      if (later.length === waiting.length)
        throw new Error("A layer reads another that does not exist, or itself.");
      waiting = later;
    }
    const output = outputs.get(output_layers[0]![0]);
    if (output === undefined) throw new Error("Its output is no layer's.");
    return output;
  };

  const output = open(root, [INPUT], "", 0);
  const [inputShape] = inputShapes;
  if (!inputShape)
    throw new Error("It does not say which images it takes: its first layer has no input shape.");
  return { nodes, output, inputShape };
}

/** A layer's name and what it reads. */
function placeOf({ name, config, inbound_nodes }: Entry): { name: string; inputs: string[] } {
  const own = name ?? parsed(layerConfig, config, "a layer").name;
  const calls = parsed(
    z.array(z.array(reference).min(1)).length(1),
    inbound_nodes,
    `layer "${own}", which has to be used once, in the format of Keras 2`,
  );
  return { name: own, inputs: calls[0]!.map(([input]) => input) };
}

function only(inputs: readonly string[], what: string): string {
  if (inputs.length !== 1) throw new Error(`"${what}" has ${inputs.length} inputs instead of one.`);
  return inputs[0]!;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string, otherwise?: T): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  if (otherwise !== undefined) return otherwise;
  const [issue] = result.error.issues;
  throw new Error(`It can't be read, at ${what}: ${issue!.path.join(".")} ${issue!.message}`);
}
