/** A Keras layer's settings, checked; and its activations. */
import type { z } from "zod";
import type { ActivationKind } from "../../../../nn/ops/plain";
import type { KerasNode } from "./kerasGraph";
import type { Translation } from "./translation";

/** Throws, naming layer and setting, where one has a value that can't be read. */
export function configOf<T>({ className, name, config }: KerasNode, schema: z.ZodType<T>): T {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(
    `Layer "${name}" (${className}) can't be read: ${issue!.path.join(".")} ${issue!.message}`,
  );
}

const activations: ReadonlyMap<string, ActivationKind> = new Map([
  ["relu", "relu"],
  ["relu6", "relu6"],
  ["sigmoid", "sigmoid"],
  ["swish", "silu"],
  ["silu", "silu"],
  ["gelu", "gelu"],
]);

/** Keras's rises by 0.2 where PyTorch's rises by 1/6. */
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
  if (activation === "hard_sigmoid" || activation === "hardSigmoid") {
    const channels = to.shapeOf(input).at(-1)!;
    const scaled = `${node.name}.scaled`;
    const gamma = new Float32Array(channels).fill(HARD_SIGMOID_SCALE);
    const scale = { op: "layerScale", name: scaled, inputs: [input], channels } as const;
    to.emit(node, { ...scale, initial: HARD_SIGMOID_SCALE }, { parameters: { gamma } });
    to.emit(node, { op: "activation", kind: "hardSigmoid", name, inputs: [scaled] });
    return;
  }
  const kind = activations.get(activation);
  if (!kind)
    throw new Error(
      `Layer "${node.name}" has the activation ${activation}, which can't be read here. Can be: linear, ${[...activations.keys(), "hard_sigmoid"].join(", ")}, and softmax at the end.`,
    );
  to.emit(node, { op: "activation", kind, name, inputs: [input] });
}
