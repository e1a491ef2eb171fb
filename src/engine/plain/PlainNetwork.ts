/**
 * A model in eval mode in plain JavaScript, one image at a time: for a page that has to be small and to
 * need nothing. It trains nothing, and is an engine in no other sense.
 */
import { toKernelLayout } from "../../nn/kernelLayout";
import { INPUT, buffersOf, parametersOf, shapesOf, type Model } from "../../nn/model";
import type { LayerShape } from "../../nn/ops";
import { checkModelState, type ModelState } from "../../nn/state";
import { plainOps, type Activations } from "./plainOps";

/** The caller's thread has other things to do as well. */
const YIELD_AFTER_MS = 30;

export class PlainNetwork {
  private readonly tensors: ReadonlyMap<string, Float32Array>;
  private readonly shapes: ReadonlyMap<string, LayerShape>;

  /** Throws, naming the differences, where the state does not fit the model. */
  constructor(
    readonly model: Model,
    state: ModelState,
  ) {
    checkModelState(model, state);
    this.shapes = shapesOf(model);
    this.tensors = new Map([
      ...parametersOf(model).map(
        ({ name, shape }) => [name, toKernelLayout(state.parameters[name]!, shape)] as const,
      ),
      ...buffersOf(model).map(({ name }) => [name, state.buffers[name]!] as const),
    ]);
  }

  /** Logits `[classes]` of a normalised image `[imageSizePx, imageSizePx, 3]`. */
  async logits(image: Float32Array): Promise<Float32Array> {
    const outputs = new Map<string, Activations>([
      [INPUT, { shape: this.shapes.get(INPUT)!, values: image }],
    ]);
    let output = image;
    let yieldedMs = performance.now();
    for (const layer of this.model.layers) {
      const outputShape = this.shapes.get(layer.name)!;
      output = plainOps[layer.op](
        layer as never,
        layer.inputs.map((name) => outputs.get(name)!),
        { outputShape, read: (name) => this.tensors.get(name)! },
      );
      outputs.set(layer.name, { shape: outputShape, values: output });
      if (performance.now() - yieldedMs > YIELD_AFTER_MS) {
        await new Promise((resolve) => setTimeout(resolve));
        yieldedMs = performance.now();
      }
    }
    return output;
  }
}
