/**
 * A model is data: a list of named layers and a table of parameters, named and shaped as torchvision
 * names and shapes them. Engines run it, formats write it, and nothing else describes a model.
 */
import { sizeOf } from "../lib/shape";
import type { Initializer } from "./initialize";
import { layerOps, type Layer, type LayerShape } from "./ops";

/** A learned tensor, updated by the optimizer. */
export interface Parameter {
  /** As in PyTorch's `state_dict`, for example `layer1.0.conv1.weight`. */
  name: string;
  /** PyTorch's layout: convolutions `[out, in / groups, height, width]`, linear `[out, in]`. */
  shape: readonly number[];
  initializer: Initializer;
}

/** A tensor that is kept with the model but not learned by gradient, such as a running mean. */
export interface ModelBuffer {
  name: string;
  shape: readonly number[];
  initial: number;
}

export interface Model {
  /** The registry name that made it. */
  name: string;
  imageSizePx: number;
  channels: number;
  classCount: number;
  /** In the order in which they run; the last layer's output is the logits `[batch, classes]`. */
  layers: readonly Layer[];
}

/** The name that stands for the batch of images in a layer's inputs. */
export const INPUT = "input";

export function parametersOf(model: Model): Parameter[] {
  return model.layers.flatMap((layer) => layerOps[layer.op].parameters(layer as never));
}

export function buffersOf(model: Model): ModelBuffer[] {
  return model.layers.flatMap((layer) => layerOps[layer.op].buffers(layer as never));
}

/** Each layer's output shape without the batch: `[height, width, channels]` or `[features]`. */
export function shapesOf(model: Model): Map<string, LayerShape> {
  const shapes = new Map<string, LayerShape>([
    [INPUT, [model.imageSizePx, model.imageSizePx, model.channels]],
  ]);
  for (const layer of model.layers) {
    const inputs = layer.inputs.map((input) => {
      const shape = shapes.get(input);
      if (!shape) throw new Error(`Layer "${layer.name}" reads "${input}", which does not exist.`);
      return shape;
    });
    const shape = layerOps[layer.op].outputShape(layer as never, inputs);
    if (shape.some((extent) => !(extent >= 1)))
      throw new Error(
        `An image of ${model.imageSizePx} px is too small for this model: layer "${layer.name}" would have no output. Use larger images.`,
      );
    shapes.set(layer.name, shape);
  }
  return shapes;
}

export interface ModelCost {
  parameterCount: number;
  /** Multiply-adds of one image's forward pass in convolutions and linear layers, as papers count. */
  multiplyAdds: number;
  /** Numbers that one image's activations hold when all are kept for the backward pass. */
  activationCount: number;
}

export function costOf(model: Model): ModelCost {
  const shapes = shapesOf(model);
  let multiplyAdds = 0;
  let activationCount = 0;
  for (const layer of model.layers) {
    const output = shapes.get(layer.name)!;
    multiplyAdds += layerOps[layer.op].multiplyAdds(layer as never, output);
    activationCount += sizeOf(output);
  }
  const parameterCount = parametersOf(model).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return { parameterCount, multiplyAdds, activationCount };
}
