/** What multiplies: squeeze and excitation's gates, and those of SiLU and hard swish. */
import type { Layer } from "../../../../nn/ops";
import type { ActivationKind } from "../../../../nn/ops/plain";
import type { Translation } from "./translation";

/** Do the same to one pixel of channels as to a row of them. */
const rowOps: readonly Layer["op"][] = [
  "linear",
  "activation",
  "dropout",
  "batchNorm",
  "layerNorm",
  "layerScale",
];

/**
 * Makes a row of channels one pixel of them, `[1, 1, channels]`, by pooling that keeps its dimensions. False
 * where it was not pooled, or something else reads what was made of the pool.
 */
export function keepDimensions(to: Translation, row: string): boolean {
  const chain: Layer[] = [];
  for (let name = row; chain[0]?.op !== "globalAveragePool";) {
    const layer = to.layerOf(name);
    const readers = to.layers.filter(({ inputs }) => inputs.includes(name)).length;
    if (!layer || readers !== Math.min(1, chain.length)) return false;
    if (layer.op !== "globalAveragePool" && !rowOps.includes(layer.op)) return false;
    chain.unshift(layer);
    name = layer.inputs[0]!;
  }
  for (const layer of chain)
    to.replace(layer.op === "globalAveragePool" ? { ...layer, keepsDimensions: true } : layer);
  return true;
}

const gated: Partial<Record<ActivationKind, ActivationKind>> = {
  sigmoid: "silu",
  hardSigmoid: "hardSwish",
};

/** The activation that multiplies `value` by what a gate makes of it; null where the gate reads something else. */
export function selfGated(to: Translation, value: string, gate: string): ActivationKind | null {
  const layer = to.layerOf(gate);
  if (layer?.op !== "activation") return null;
  const kind = gated[layer.kind] ?? null;
  return kind && isSame(to, layer.inputs[0]!, value) ? kind : null;
}

/** Keras's hard sigmoid is made of PyTorch's by a factor, and the other way round. */
const MAX_FACTORS = 4;

/** Whether a layer's output is another's, multiplied by nothing but numbers that cancel out. */
function isSame(to: Translation, name: string, value: string): boolean {
  let factor = 1;
  for (let i = 0, source = name; i <= MAX_FACTORS; i++) {
    if (source === value) return Math.abs(factor - 1) < 1e-6;
    const layer = to.layerOf(source);
    const own = layer && factorOf(to, layer);
    if (!own) return false;
    factor *= own;
    source = layer.inputs[0]!;
  }
  return false;
}

function factorOf(to: Translation, layer: Layer): number | null {
  const { parameters = {}, buffers = {} } = to.numbersOf(layer);
  if (layer.op === "layerScale") return constantOf(parameters.gamma);
  if (layer.op !== "batchNorm") return null;
  const isShifted = [parameters.bias, buffers.running_mean].some((it) => constantOf(it) !== 0);
  const gain = constantOf(parameters.weight);
  const variance = constantOf(buffers.running_var);
  if (isShifted || gain === null || variance === null) return null;
  return gain / Math.sqrt(variance + layer.epsilon);
}

/** What all are; null where they differ. */
function constantOf(values: Float32Array | undefined): number | null {
  const [first] = values ?? [];
  return first !== undefined && values!.every((value) => value === first) ? first : null;
}
