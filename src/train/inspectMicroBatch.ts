/** One micro-batch of an inspected step: in eval mode for comparison, then forward, loss and backward. */
import { LayerProbe, type LayerValues } from "../engine/tfjs/LayerProbe";
import type { TfjsEngine } from "../engine/tfjs/TfjsEngine";
import { tensorStatistics } from "../lib/tensorStatistics";
import { imagesAsSeen } from "./imagesAsSeen";
import { inspectImages } from "./inspectImages";
import type { LayerInspection, MicroBatchDetail, MicroBatchInspection } from "./inspection";
import type { Recipe } from "./recipe";
import type { MicroBatch } from "./window";

interface Within {
  /** Of the whole window. */
  denominator: number;
  isDetailed: boolean;
}

/** Adds the micro-batch's gradient and loss to the engine's, as training does. */
export async function inspectMicroBatch(
  recipe: Recipe,
  engine: TfjsEngine,
  micro: MicroBatch,
  { denominator, isDetailed }: Within,
): Promise<MicroBatchInspection> {
  const gradientsBefore = await engine.readGradients();
  const lossBefore = await engine.readLossSum();
  engine.setBatch(micro.batch);
  // First, because the train pass moves the running statistics.
  const evalOutputs = isDetailed ? await evalOutputsOf(engine) : null;
  const probe = isDetailed ? new LayerProbe() : undefined;
  engine.backward(recipe.lossSum, micro.dropoutKey, probe);
  const gradients = await engine.readGradients();
  return {
    imageCount: micro.batch.indices.length,
    lossSum: (await engine.readLossSum()) - lossBefore,
    denominator: micro.denominator,
    gradientNorm: distance(gradients, gradientsBefore) / denominator,
    accumulatedNorm: distance(gradients, {}) / denominator,
    detail:
      probe && evalOutputs ? await detailOf(recipe, micro, probe, evalOutputs, denominator) : null,
  };
}

/** Each layer's output in eval mode. */
async function evalOutputsOf(engine: TfjsEngine): Promise<Map<string, Float32Array>> {
  const probe = new LayerProbe();
  engine.forward(probe).dispose();
  const outputs = new Map<string, Float32Array>();
  for await (const [layerName, { output }] of probe.read()) outputs.set(layerName, output);
  return outputs;
}

async function detailOf(
  recipe: Recipe,
  { batch }: MicroBatch,
  probe: LayerProbe,
  evalOutputs: ReadonlyMap<string, Float32Array>,
  denominator: number,
): Promise<MicroBatchDetail> {
  const layers: LayerInspection[] = [];
  let logits: Record<"train" | "eval", Float32Array> | null = null;
  for await (const [layerName, values] of probe.read()) {
    const evalOutput = evalOutputs.get(layerName)!;
    layers.push(layerOf(values, evalOutput, denominator));
    logits = { train: values.output, eval: evalOutput };
  }
  if (!logits) throw new Error("A model without layers has no logits.");
  return {
    pixels: imagesAsSeen(batch),
    images: await inspectImages(recipe.loss, batch, logits),
    layers,
  };
}

function layerOf(
  { shape, output, gradient }: LayerValues,
  evalOutput: Float32Array,
  denominator: number,
): LayerInspection {
  const evalStatistics = tensorStatistics(evalOutput);
  let squares = 0;
  for (let i = 0; i < output.length; i++) squares += (output[i]! - evalOutput[i]!) ** 2;
  return {
    train: tensorStatistics(output),
    eval: evalStatistics,
    modeDifference: Math.sqrt(squares) / (evalStatistics.norm || 1),
    deadShare: deadShareOf(output, shape.at(-1)!),
    gradient: gradient && tensorStatistics(gradient.map((value) => value / denominator)),
  };
}

/** Share of the channels that are 0 everywhere. */
function deadShareOf(output: Float32Array, channels: number): number {
  const isAlive = new Array<boolean>(channels).fill(false);
  output.forEach((value, i) => {
    if (value !== 0) isAlive[i % channels] = true;
  });
  return isAlive.filter((alive) => !alive).length / channels;
}

/** ‖a − b‖ over all parameters; what b lacks counts as 0. */
function distance(
  a: Readonly<Record<string, Float32Array>>,
  b: Readonly<Record<string, Float32Array>>,
): number {
  let squares = 0;
  for (const [name, values] of Object.entries(a)) {
    const others = b[name];
    values.forEach((value, i) => (squares += (value - (others?.[i] ?? 0)) ** 2));
  }
  return Math.sqrt(squares);
}
