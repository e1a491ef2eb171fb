/**
 * Groups layers that one step can do: BatchNorm with the residual sum and the activation behind it, a
 * sum with its activation, and where no gradient goes back (in eval mode, or in what is frozen) a
 * convolution with the group of its BatchNorm.
 */
import type { Model } from "../../nn/model";
import type { Layer, LayerOf } from "../../nn/ops";
import type { ClampKind } from "../../nn/ops/plain";
import { convKind } from "./convKind";
import type { StepActivation } from "./program";

type Conv = LayerOf<"conv2d">;
type Norm = LayerOf<"batchNorm">;
type Plain = Exclude<Layer, Conv | Norm | LayerOf<"add">>;

interface Tail {
  /** The layer whose output the group's output is. */
  output: string;
  residual: string | null;
  activation: StepActivation;
}

export type Group =
  | { kind: "conv"; layer: Conv; output: string }
  | ({ kind: "norm"; layer: Norm } & Tail)
  | ({ kind: "folded"; layer: Conv; norm: Norm } & Tail)
  | { kind: "sum"; inputs: readonly string[]; output: string; activation: StepActivation }
  | { kind: "plain"; layer: Plain; output: string };

/** `withGradient`: the layers that a gradient goes back through. */
export function groupLayers(model: Model, withGradient: ReadonlySet<string>): Group[] {
  const consumers = new Map<string, Layer[]>();
  for (const layer of model.layers)
    for (const input of layer.inputs)
      consumers.set(input, [...(consumers.get(input) ?? []), layer]);
  const onlyConsumer = (name: string) => {
    const all = consumers.get(name) ?? [];
    return all.length === 1 ? all[0] : undefined;
  };
  const seen = new Set<string>(["input"]);
  const absorbed = new Set<string>();
  const groups: Group[] = [];

  const activationAfter = (output: string): { output: string; activation: StepActivation } => {
    const next = onlyConsumer(output);
    const clamp = next?.op === "activation" ? clampOf(next) : null;
    if (!next || !clamp) return { output, activation: "none" };
    absorbed.add(next.name);
    return { output: next.name, activation: clamp };
  };
  const tailOf = (norm: Norm): Tail => {
    const next = onlyConsumer(norm.name);
    const add = next?.op === "add" ? next : null;
    const residual = add?.inputs.find((input) => input !== norm.name) ?? null;
    // The other summand has to be there already; else its own BatchNorm takes the sum. And where only
    // the other has a gradient, the sum is a step of its own, which gives it to that one alone.
    const isTaken =
      add !== null &&
      residual !== null &&
      seen.has(residual) &&
      withGradient.has(add.name) === withGradient.has(norm.name);
    if (!isTaken) return { residual: null, ...activationAfter(norm.name) };
    absorbed.add(add.name);
    return { residual, ...activationAfter(add.name) };
  };

  for (const layer of model.layers) {
    seen.add(layer.name);
    if (absorbed.has(layer.name)) continue;
    switch (layer.op) {
      case "conv2d": {
        const norm = onlyConsumer(layer.name);
        const isFolded =
          norm?.op === "batchNorm" && !withGradient.has(norm.name) && convKind(layer) !== "grouped";
        if (!isFolded) {
          groups.push({ kind: "conv", layer, output: layer.name });
          break;
        }
        absorbed.add(norm.name);
        groups.push({ kind: "folded", layer, norm, ...tailOf(norm) });
        break;
      }
      case "batchNorm":
        groups.push({ kind: "norm", layer, ...tailOf(layer) });
        break;
      case "add":
        groups.push({ kind: "sum", inputs: layer.inputs, ...activationAfter(layer.name) });
        break;
      case "activation": {
        const { name: output, inputs } = layer;
        const activation = clampOf(layer);
        groups.push(
          activation
            ? { kind: "sum", inputs, output, activation }
            : { kind: "plain", layer, output },
        );
        break;
      }
      default:
        groups.push({ kind: "plain", layer, output: layer.name });
    }
  }
  return groups;
}

/** null for an activation whose gradient needs its input. */
function clampOf({ kind }: LayerOf<"activation">): ClampKind | null {
  return kind === "relu" || kind === "relu6" ? kind : null;
}
