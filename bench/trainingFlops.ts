/** The arithmetic of a training step, counted from the layer list and so equal for every engine. */
import { INPUT, shapesOf, type Model } from "../src/nn/model";
import { layerOps } from "../src/nn/ops";

/**
 * Floating-point operations of forward and backward for a batch: two for each multiply-add, which
 * backward does twice more, for the weights and for the input, where there is a layer before.
 */
export function trainingFlops(model: Model, batch: number): number {
  const shapes = shapesOf(model);
  let multiplyAdds = 0;
  for (const layer of model.layers) {
    const passes = layer.inputs.includes(INPUT) ? 2 : 3;
    const output = shapes.get(layer.name)!;
    multiplyAdds += passes * layerOps[layer.op].multiplyAdds(layer as never, output);
  }
  return 2 * multiplyAdds * batch;
}
