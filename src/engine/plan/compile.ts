/** Turns a model into a program: forward from its groups, backward from the forward, places by lifetime. */
import { sizeOf } from "../../lib/shape";
import {
  differentiatedLayers,
  nothingFrozen,
  trainableParameters,
  type FrozenLayers,
} from "../../nn/frozen";
import { INPUT, shapesOf, type Model } from "../../nn/model";
import type { LayerOf, LayerShape } from "../../nn/ops";
import { LimitError } from "../limitError";
import { convKind } from "./convKind";
import { groupLayers, type Group } from "./fuse";
import { gradientSteps } from "./gradientSteps";
import { lifetimesOf } from "./lifetimes";
import { changesNothing, plainStep, windowOf, type Places } from "./plainStep";
import type {
  ConvGeometry,
  DropoutMask,
  NormStep,
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
  frozen: FrozenLayers = nothingFrozen,
): Program {
  const shapes = shapesOf(model);
  /** Layers that a gradient goes back through. */
  const layersWithGradient = isTraining ? differentiatedLayers(model, frozen) : new Set<string>();
  const tensorsWithGradient = new Set<TensorId>();
  const tensors: { label: string; size: number }[] = [];
  const ids = new Map<string, TensorId>();
  const forward: Step[] = [];
  const dropouts: DropoutMask[] = [];

  const add = (label: string, size: number): TensorId => tensors.push({ label, size }) - 1;
  const shapeOf = (name: string): LayerShape => shapes.get(name)!;
  const outputOf = (name: string): TensorId => {
    const id = add(name, batchSize * sizeOf(shapeOf(name)));
    ids.set(name, id);
    if (layersWithGradient.has(name)) tensorsWithGradient.add(id);
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
    if (group.kind === "plain" && changesNothing(group.layer, isTraining)) {
      ids.set(group.output, idOf(group.layer.inputs[0]!));
      return;
    }
    const y = outputOf(group.output);
    switch (group.kind) {
      case "conv": {
        const { layer } = group;
        forward.push({
          ...convStep(layer),
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
          isDepthwise: convKind(layer) === "depthwise",
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
        if (!isTraining || frozen.has(layer.name)) {
          forward.push({ op: "batchNormEval", x, y, residual, norm, activation });
          return;
        }
        if (norm.rows === 1)
          throw new LimitError(
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
        forward.push(plainStep(group.layer, y, places));
        return;
      default:
        group satisfies never;
    }
  };

  const places: Places = {
    batchSize,
    withGradient: layersWithGradient,
    shapeOf,
    idOf,
    slice,
    add,
    dropouts,
  };
  const images = outputOf(INPUT);
  const groups = groupLayers(model, layersWithGradient);
  for (const group of groups) emit(group);
  const logits = idOf(groups.at(-1)!.output);
  const learning = trainableParameters(model, frozen);
  const gradients = isTraining
    ? gradientSteps(forward, tensors, logits, {
        hasGradient: (id) => tensorsWithGradient.has(id),
        learns: ({ name }) => learning.has(name),
      })
    : null;
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

function convStep(layer: LayerOf<"conv2d">) {
  const kind = convKind(layer);
  switch (kind) {
    case "dense":
      return { op: "conv2d" } as const;
    case "depthwise":
      return { op: "depthwise" } as const;
    case "grouped":
      return { op: "groupedConv2d", groups: layer.groups } as const;
    default:
      return kind satisfies never;
  }
}
