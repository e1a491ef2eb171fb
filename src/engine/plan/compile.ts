/** Turns a model into a program: forward from its groups, backward from the forward, places by lifetime. */
import { sizeOf } from "../../lib/shape";
import { INPUT, shapesOf, type Model } from "../../nn/model";
import type { LayerOf, LayerShape } from "../../nn/ops";
import { groupLayers, type Group } from "./fuse";
import { gradientSteps } from "./gradientSteps";
import { lifetimesOf } from "./lifetimes";
import type {
  ConvGeometry,
  DropoutMask,
  NormStep,
  PoolGeometry,
  Program,
  Slice,
  Step,
  TensorId,
} from "./program";
import type { FlatLayout } from "./slices";
import { planSlots } from "./slots";

export interface Layouts {
  parameters: FlatLayout;
  buffers: FlatLayout;
}

export function compileProgram(
  model: Model,
  { parameters, buffers }: Layouts,
  batchSize: number,
  isTraining: boolean,
): Program {
  const shapes = shapesOf(model);
  const tensors: { label: string; size: number }[] = [];
  const ids = new Map<string, TensorId>();
  const forward: Step[] = [];
  const dropouts: DropoutMask[] = [];

  const add = (label: string, size: number): TensorId => tensors.push({ label, size }) - 1;
  const shapeOf = (name: string): LayerShape => shapes.get(name)!;
  const outputOf = (name: string): TensorId => {
    const id = add(name, batchSize * sizeOf(shapeOf(name)));
    ids.set(name, id);
    return id;
  };
  const idOf = (name: string): TensorId => ids.get(name)!;
  const slice = (name: string): Slice => parameters.slices.get(name)!;
  const biasOf = ({ name, hasBias }: LayerOf<"conv2d">) => (hasBias ? slice(`${name}.bias`) : null);
  const normOf = (layer: LayerOf<"batchNorm">): NormStep => ({
    weight: slice(`${layer.name}.weight`),
    bias: slice(`${layer.name}.bias`),
    runningMean: buffers.slices.get(`${layer.name}.running_mean`)!,
    runningVariance: buffers.slices.get(`${layer.name}.running_var`)!,
    epsilon: layer.epsilon,
    momentum: layer.momentum,
    rows: (batchSize * sizeOf(shapeOf(layer.name))) / layer.channels,
    channels: layer.channels,
  });
  const geometryOf = (layer: LayerOf<"conv2d">): ConvGeometry => {
    const { inChannels, outChannels } = layer;
    return {
      ...windowOf(layer, shapeOf(layer.inputs[0]!), shapeOf(layer.name)),
      inChannels,
      outChannels,
    };
  };

  const emit = (group: Group): void => {
    if (!isTraining && group.kind === "plain" && group.layer.op === "dropout") {
      ids.set(group.output, idOf(group.layer.inputs[0]!));
      return;
    }
    const y = outputOf(group.output);
    switch (group.kind) {
      case "conv": {
        const { layer } = group;
        forward.push({
          op: isDepthwise(layer) ? "depthwise" : "conv2d",
          x: idOf(layer.inputs[0]!),
          y,
          weight: slice(`${layer.name}.weight`),
          bias: biasOf(layer),
          geometry: geometryOf(layer),
        });
        return;
      }
      case "folded": {
        const { layer, norm, activation } = group;
        forward.push({
          op: "conv2dFolded",
          isDepthwise: isDepthwise(layer),
          x: idOf(layer.inputs[0]!),
          y,
          weight: slice(`${layer.name}.weight`),
          bias: biasOf(layer),
          norm: normOf(norm),
          residual: group.residual === null ? null : idOf(group.residual),
          activation,
          geometry: geometryOf(layer),
        });
        return;
      }
      case "norm": {
        const { layer, activation } = group;
        const x = idOf(layer.inputs[0]!);
        const residual = group.residual === null ? null : idOf(group.residual);
        const norm = normOf(layer);
        if (!isTraining) {
          forward.push({ op: "batchNormEval", x, y, residual, norm, activation });
          return;
        }
        if (norm.rows === 1)
          throw new Error(
            "BatchNorm needs more than one value per channel in training: use larger images or batches.",
          );
        const statistics = add(`${layer.name}.statistics`, 2 * layer.channels);
        forward.push({ op: "batchNormTrain", x, y, residual, statistics, norm, activation });
        return;
      }
      case "sum": {
        const [a, b] = group.inputs.map(idOf) as [TensorId, TensorId?];
        const size = tensors[y]!.size;
        forward.push({
          op: "addActivation",
          a,
          b: b ?? null,
          y,
          size,
          activation: group.activation,
        });
        return;
      }
      case "plain":
        emitPlain(group.layer, y);
        return;
      default:
        group satisfies never;
    }
  };

  const emitPlain = (layer: Extract<Group, { kind: "plain" }>["layer"], y: TensorId): void => {
    const [input] = layer.inputs as [string];
    const x = idOf(input);
    switch (layer.op) {
      case "maxPool": {
        const window = windowOf(layer, shapeOf(input), shapeOf(layer.name));
        const geometry: PoolGeometry = { ...window, channels: shapeOf(input)[2]! };
        const places = isTraining ? add(`${layer.name}.places`, tensors[y]!.size) : null;
        forward.push({ op: "maxPool", x, y, places, geometry });
        return;
      }
      case "globalAveragePool": {
        const [height, width, channels] = shapeOf(input) as [number, number, number];
        forward.push({ op: "globalAveragePool", x, y, pixels: height * width, channels });
        return;
      }
      case "dropout": {
        const mask = add(`${layer.name}.mask`, tensors[y]!.size);
        dropouts.push({ layerName: layer.name, probability: layer.probability, mask });
        forward.push({ op: "multiply", x, mask, y, size: tensors[y]!.size, accumulate: false });
        return;
      }
      case "linear": {
        const { inFeatures, outFeatures, name } = layer;
        const weight = slice(`${name}.weight`);
        const bias = slice(`${name}.bias`);
        forward.push({ op: "linear", x, y, weight, bias, inFeatures, outFeatures });
        return;
      }
      default:
        layer satisfies never;
    }
  };

  const images = outputOf(INPUT);
  const groups = groupLayers(model, isTraining);
  for (const group of groups) emit(group);
  const logits = idOf(groups.at(-1)!.output);
  const gradients = isTraining ? gradientSteps(forward, tensors, images, logits) : null;
  const backward = gradients?.steps ?? [];
  const logitsGradient = gradients?.logitsGradient ?? null;
  const uploaded = [images, ...dropouts.map(({ mask }) => mask)];
  const { slotOf, slots } = planSlots(
    lifetimesOf(tensors, forward, backward, { uploaded, logits, logitsGradient }),
  );
  return {
    batchSize,
    tensors: tensors.map((tensor, id) => ({ ...tensor, slot: slotOf[id]! })),
    slots,
    images,
    logits,
    logitsGradient,
    dropouts,
    forward,
    backward,
  };
}

/** Throws where groups are neither one nor one for each channel. */
function isDepthwise({ name, groups, inChannels, outChannels }: LayerOf<"conv2d">): boolean {
  if (groups === 1) return false;
  if (groups !== inChannels || inChannels !== outChannels)
    throw new Error(`Layer "${name}" has ${groups} groups: only 1 or one a channel can be run.`);
  return true;
}

function windowOf(
  { kernelPx, stridePx, paddingPx }: Pick<ConvGeometry, "kernelPx" | "stridePx" | "paddingPx">,
  input: LayerShape,
  output: LayerShape,
) {
  return {
    inHeight: input[0]!,
    inWidth: input[1]!,
    outHeight: output[0]!,
    outWidth: output[1]!,
    kernelPx,
    stridePx,
    paddingPx,
  };
}
