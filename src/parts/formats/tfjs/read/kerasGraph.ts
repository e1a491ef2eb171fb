/**
 * The layers of a `model.json` as one list, models within models opened up. Nothing is built and nothing
 * allocated: what the file says is only looked at. https://www.tensorflow.org/js/guide/save_load
 */
import { z } from "zod";
import {
  functionalConfig,
  inputShapesIn,
  layerConfig,
  parsed,
  placeOf,
  readTopology,
  sequentialConfig,
  type Entry,
} from "./kerasLayout";
import { storageOf } from "./kerasStorage";

export interface KerasNode {
  className: string;
  /** As in the file: its weights' names begin with it. */
  kerasName: string;
  /** Unique among all models of the file. */
  name: string;
  /** Where a `.keras` file keeps its weights. */
  storage: string;
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
  isKeras3: boolean;
}

/** Where an entry stands among models within models. */
interface Place {
  scope: string;
  storage: string;
  depth: number;
}

const INPUT = "input";
const MAX_DEPTH = 8;
const MAX_NODES = 5000;
const containers = ["Sequential", "Functional", "Model"];

/** Throws, saying what is wrong, where it is no topology that can be read. */
export function readKerasGraph(topology: unknown): KerasGraph {
  const { root, isKeras3 } = readTopology(topology);
  const nodes: KerasNode[] = [];
  const names = new Set<string>([INPUT]);
  /** The first is the images'; others are models' within. */
  const inputShapes: KerasGraph["inputShape"][] = [];
  const lookForShape = (config: unknown) => inputShapes.push(...inputShapesIn(config));

  /** Answers with the name of its output. */
  const visit = (entry: Entry, inputs: readonly string[], place: Place): string => {
    const { class_name: className } = entry;
    if (containers.includes(className)) return open(entry, inputs, place);
    const config = parsed(layerConfig, entry.config, `a layer of ${className}`);
    lookForShape(config);
    if (className === "InputLayer") return only(inputs, config.name);
    if (nodes.length === MAX_NODES) throw new Error(`It has more than ${MAX_NODES} layers.`);
    const name = names.has(config.name) ? `${place.scope}/${config.name}` : config.name;
    if (names.has(name)) throw new Error(`Two layers are called "${name}".`);
    names.add(name);
    const { storage } = place;
    nodes.push({ className, kerasName: config.name, name, storage, config, inputs });
    return name;
  };

  const open = (entry: Entry, inputs: readonly string[], place: Place): string => {
    const { class_name: className, config } = entry;
    if (place.depth === MAX_DEPTH) throw new Error("Its models are nested too deeply.");
    const input = only(inputs, className);
    const named = z.looseObject({ name: z.string().optional() });
    const own = parsed(named, config ?? {}, place.scope, {});
    const scope = own.name ? `${place.scope}${own.name}` : place.scope;
    const inner = { scope, storage: place.storage, depth: place.depth + 1 };
    if (className !== "Sequential") return openGraph(config, input, inner);
    const { layers } = parsed(sequentialConfig, config, "a Sequential model");
    const storages = storageOf(layers, place.storage);
    lookForShape(config);
    return layers.reduce(
      (last, layer) => visit(layer, [last], { ...inner, storage: storages.get(layer)! }),
      input,
    );
  };

  const openGraph = (config: unknown, input: string, place: Place): string => {
    const { layers, input_layers, output_layers } = parsed(functionalConfig, config, "a model");
    const storages = storageOf(layers, place.storage);
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
        else outputs.set(name, visit(layer, found, { ...place, storage: storages.get(layer)! }));
      }
      if (later.length === waiting.length)
        throw new Error("A layer reads another that does not exist, or itself.");
      waiting = later;
    }
    const output = outputs.get(output_layers[0]![0]);
    if (output === undefined) throw new Error("Its output is no layer's.");
    return output;
  };

  const output = open(root, [INPUT], { scope: "", storage: "", depth: 0 });
  const [inputShape] = inputShapes;
  if (!inputShape)
    throw new Error("It does not say which images it takes: its first layer has no input shape.");
  return { nodes, output, inputShape, isKeras3 };
}

function only(inputs: readonly string[], what: string): string {
  if (inputs.length !== 1) throw new Error(`"${what}" has ${inputs.length} inputs instead of one.`);
  return inputs[0]!;
}
