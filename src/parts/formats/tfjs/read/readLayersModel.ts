/**
 * A TensorFlow.js LayersModel, Keras's or Teachable Machine's, as a model of ours. Its own library is not
 * asked: that one makes room for whatever the file says before it has seen a weight of it.
 */
import { z } from "zod";
import type { Model } from "../../../../nn/model";
import { layerOps, type Layer } from "../../../../nn/ops";
import { checkModelState, type ModelState } from "../../../../nn/state";
import { readKerasGraph } from "./kerasGraph";
import { translate } from "./kerasLayers";
import { KerasWeights } from "./kerasWeights";
import { alike, Translation, type Preprocessing } from "./translation";
import { weightsManifestSchema } from "./weightsManifest";

export interface LayersModelParts {
  /** `model.json` */
  json: string;
  /** Teachable Machine's `metadata.json`; null without it. */
  metadata: string | null;
  /** A weights file by its name in `model.json`, null where there is none. */
  weights: (path: string) => Uint8Array | null;
}

export interface ImportedModel {
  model: Model;
  state: ModelState;
  classes: readonly string[];
  preprocessing: Preprocessing;
  /** Of the preprocessing, where it had to be guessed. */
  note: string | null;
}

const fileSchema = z.object({
  format: z
    .literal("layers-model", "has to be layers-model: graph models can't be read.")
    .optional(),
  modelTopology: z.unknown(),
  weightsManifest: weightsManifestSchema,
  /** As our own export writes it; anything else is passed over. */
  userDefinedMetadata: z.object({ classes: z.string() }).nullish().catch(null),
});

const metadataSchema = z.object({ labels: z.array(z.string()).min(2) });

/** Throws, saying what is wrong, where the files are damaged or hold what can't be read. */
export function readLayersModel({ json, metadata, weights }: LayersModelParts): ImportedModel {
  const file = fileSchema.safeParse(parseJson(json, "model.json"));
  if (!file.success) {
    const [issue] = file.error.issues;
    throw new Error(`This is no LayersModel: ${issue!.path.join(".")} ${issue!.message}`);
  }
  const graph = readKerasGraph(file.data.modelTopology);
  const { nodes, output, inputShape } = graph;
  const [imageSizePx, width, channels] = inputShape;
  if (imageSizePx !== width || channels !== 3)
    throw new Error(
      `It takes images of ${inputShape.join(" × ")} numbers, and only square colour images can be given to it here.`,
    );
  const table = new KerasWeights(file.data.weightsManifest, joined(file.data, weights));
  const to = new Translation(graph, table);
  for (const node of nodes) translate(node, to);
  table.checkAllUsed();
  to.keepOnly(to.outputOf(output));
  const last = to.layers.at(-1);
  const [classCount, ...rest] = last ? to.shapeOf(last.name) : [];
  if (!endsInLogits(to.layers))
    throw new Error("It does not end in a Dense layer, with softmax or nothing behind it.");
  if (!classCount || classCount < 2 || rest.length > 0)
    throw new Error("It gives no list of two classes or more.");
  if (!to.layers.some((layer) => layerOps[layer.op].parameters(layer as never).length > 0))
    throw new Error("None of its layers has learned anything.");
  const layers = to.layers;
  const model = { name: "imported", imageSizePx, channels, classCount, layers };
  const state = to.state();
  checkModelState(model, state);
  const own = ownClasses(file.data.userDefinedMetadata?.classes, classCount);
  const labels = metadata === null ? null : labelsOf(metadata, classCount);
  return {
    model,
    state,
    classes: labels ?? own ?? Array.from({ length: classCount }, (_, i) => `class ${i + 1}`),
    ...preprocessingOf(labels !== null, to.preprocessing),
  };
}

/** A Dense layer of flattened pixels is a convolution, flattened then. */
function endsInLogits(layers: readonly Layer[]): boolean {
  const last = layers.at(-1);
  if (last?.op !== "flatten") return last?.op === "linear";
  return layers.some(({ op, name }) => op === "conv2d" && name === last.inputs[0]);
}

/** Teachable Machine shows −1 to 1. */
function preprocessingOf(
  isTeachable: boolean,
  own: Preprocessing | null,
): Pick<ImportedModel, "preprocessing" | "note"> {
  if (own) return { preprocessing: own, note: null };
  if (isTeachable) return { preprocessing: alike(0.5, 0.5), note: null };
  return {
    preprocessing: alike(0, 1),
    note: "The file does not say which numbers it takes for a pixel: 0 to 1 are given to it.",
  };
}

/** null where there are none, or not as many. */
function ownClasses(text: string | undefined, classCount: number): string[] | null {
  if (text === undefined) return null;
  const { data } = z.array(z.string()).length(classCount).safeParse(parseJson(text, "model.json"));
  return data ?? null;
}

function labelsOf(metadata: string, classCount: number): string[] {
  const { data } = metadataSchema.safeParse(parseJson(metadata, "metadata.json"));
  if (!data) throw new Error("metadata.json has no list of labels.");
  if (data.labels.length !== classCount)
    throw new Error(
      `metadata.json names ${data.labels.length} classes, and the model has ${classCount}.`,
    );
  return data.labels;
}

function joined(
  { weightsManifest }: z.infer<typeof fileSchema>,
  weights: LayersModelParts["weights"],
): Uint8Array {
  // Each once: a file could ask for more than was given.
  const parts = new Set<Uint8Array>();
  for (const path of weightsManifest.flatMap(({ paths }) => paths)) {
    const part = weights(path);
    if (!part) throw new Error(`${path} is missing. Choose it together with model.json.`);
    if (parts.has(part)) throw new Error(`${path} is named twice among the weights' files.`);
    parts.add(part);
  }
  const length = [...parts].reduce((sum, part) => sum + part.length, 0);
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${name} is no JSON.`);
  }
}
