/** Keras's activations as ours: layers of their own, and those at a layer's end. */
import { z } from "zod";
import type { ActivationKind } from "../../../../nn/ops/plain";
import type { KerasNode } from "./kerasGraph";
import { configOf } from "./settings";
import type { Translate, Translation } from "./translation";

export const activation: Translate = (node, to) => {
  const { activation: kind } = configOf(node, z.looseObject({ activation: z.string() }));
  to.pass(node);
  emitActivation(node, to, kind, to.source(node));
};

const reluConfig = z.looseObject({
  max_value: z.union([z.literal(6), z.null()], "Only 6 and none can be read.").default(null),
  negative_slope: z.literal(0).nullish(),
  threshold: z.literal(0).nullish(),
});

export const relu: Translate = (node, to) => {
  const { max_value: limit } = configOf(node, reluConfig);
  to.pass(node);
  emitActivation(node, to, limit === 6 ? "relu6" : "relu", to.source(node));
};

export const softmax: Translate = (node, to) => {
  to.pass(node);
  emitActivation(node, to, "softmax", to.source(node));
};

const activations: ReadonlyMap<string, ActivationKind> = new Map([
  ["relu", "relu"],
  ["relu6", "relu6"],
  ["sigmoid", "sigmoid"],
  ["swish", "silu"],
  ["silu", "silu"],
  ["gelu", "gelu"],
]);

/** Keras 3's are PyTorch's. */
const keras3Activations: typeof activations = new Map([
  ...activations,
  ["hard_sigmoid", "hardSigmoid"],
  ["hard_silu", "hardSwish"],
  ["hard_swish", "hardSwish"],
]);

/** Keras 2's rises by 0.2 where PyTorch's rises by 1/6. */
const HARD_SIGMOID_SCALE = 6 * 0.2;

/** Behind what the node has emitted so far, or its input. "linear" is nothing; softmax is the app's own. */
export function emitActivation(
  node: KerasNode,
  to: Translation,
  activation: string | null | undefined,
  input = to.outputOf(node.name),
): void {
  if (activation === "softmax" && to.isLast(node)) return;
  if (activation === null || activation === undefined || activation === "linear") return;
  const name = input === node.name ? `${node.name}.act` : node.name;
  const known = to.graph.isKeras3 ? keras3Activations : activations;
  const kind = known.get(activation);
  if (!kind && /^hard_?sigmoid$/i.test(activation)) {
    const channels = to.shapeOf(input).at(-1)!;
    const scaled = `${node.name}.scaled`;
    const gamma = new Float32Array(channels).fill(HARD_SIGMOID_SCALE);
    const scale = { op: "layerScale", name: scaled, inputs: [input], channels } as const;
    to.emit(node, { ...scale, initial: HARD_SIGMOID_SCALE }, { parameters: { gamma } });
    to.emit(node, { op: "activation", kind: "hardSigmoid", name, inputs: [scaled] });
    return;
  }
  if (!kind)
    throw new Error(
      `Layer "${node.name}" has the activation ${activation}, which can't be read here. These can: linear, ${[...new Set([...known.keys(), "hard_sigmoid"])].join(", ")}, and softmax at the end.`,
    );
  to.emit(node, { op: "activation", kind, name, inputs: [input] });
}
