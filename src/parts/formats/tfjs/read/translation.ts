/** What a Keras layer's translation works with: layers and numbers of ours, as they come about. */
import type { StartingWeights } from "../../../../lib/startingWeights";
import type { Layer, LayerShape } from "../../../../nn/ops";
import { layerOps } from "../../../../nn/ops";
import { INPUT } from "../../../../nn/model";
import type { ModelState } from "../../../../nn/state";
import type { KerasGraph, KerasNode } from "./kerasGraph";
import type { KerasWeights } from "./kerasWeights";
import type { Padding } from "./padding";

/** Numbers of a layer, by what PyTorch calls them (`weight`, `running_mean`). */
export interface Numbers {
  parameters?: Record<string, Float32Array>;
  buffers?: Record<string, Float32Array>;
}

/** Adds a node's layers; throws where it can't be read. */
export type Translate = (node: KerasNode, to: Translation) => void;

export type Preprocessing = Pick<StartingWeights, "mean" | "standardDeviation">;

/** What is made beside a file's own numbers: of a byte, as zeros around kernels, and at all. */
const MAX_NUMBERS_PER_BYTE = 4;
const MAX_OTHER_NUMBERS = 2 ** 20;

export class Translation {
  readonly layers: Layer[] = [];
  private readonly numbers = new Map<string, Numbers>();
  private numberCount = 0;
  /** What the first layer does to pixels from 0 to 1, as preprocessing; null where it does nothing of the kind. */
  preprocessing: Preprocessing | null = null;
  /** By node: the layer of ours that gives its output. */
  private readonly outputs = new Map<string, string>([[INPUT, INPUT]]);
  private readonly shapes: Map<string, LayerShape>;
  /** Nodes that only pad, for the layer behind them. */
  readonly paddings = new Map<string, Padding>();
  /** Nodes whose many pixels stand in one row: only a Dense layer can read them. */
  readonly flattened = new Set<string>();

  constructor(
    readonly graph: KerasGraph,
    private readonly weights: KerasWeights,
  ) {
    this.shapes = new Map([[INPUT, graph.inputShape]]);
  }

  /** Of a node's input, as ours. */
  source({ inputs }: KerasNode, place = 0): string {
    return this.outputs.get(inputs[place]!)!;
  }

  shapeOf(layer: string): LayerShape {
    return this.shapes.get(layer)!;
  }

  take(node: KerasNode, kind: string, shape: readonly number[]): Float32Array {
    return this.weights.take(node, kind, shape);
  }

  /** Adds a layer; its output is the node's until another layer of the node follows. */
  emit(node: KerasNode, layer: Layer, numbers: Numbers = {}): string {
    this.setShape(layer);
    this.count(numbers);
    this.layers.push(layer);
    this.numbers.set(layer.name, numbers);
    this.outputs.set(node.name, layer.name);
    return layer.name;
  }

  /** The node does nothing: its output is its input. */
  pass(node: KerasNode): void {
    const [input] = node.inputs as [string];
    this.outputs.set(node.name, this.outputs.get(input)!);
    const padding = this.paddings.get(input);
    if (padding) this.paddings.set(node.name, padding);
    if (this.flattened.has(input)) this.flattened.add(node.name);
  }

  /** The layer that gives a node's output. */
  outputOf(node: string): string {
    return this.outputs.get(node)!;
  }

  /** How the node before this one pads, for a layer that can take it over; 0 on both sides where none does. */
  paddingBefore({ inputs }: KerasNode): Padding {
    return this.paddings.get(inputs[0]!) ?? { before: 0, after: 0 };
  }

  /** Whether the node reads the images themselves. */
  isFirst({ inputs }: KerasNode): boolean {
    return inputs.every((input) => this.outputs.get(input) === INPUT);
  }

  isFlattened({ inputs }: KerasNode): boolean {
    return this.flattened.has(inputs[0]!);
  }

  isLast({ name }: KerasNode): boolean {
    return this.graph.output === name;
  }

  /** A layer by name; undefined for the images. */
  layerOf(name: string): Layer | undefined {
    return this.layers.find((it) => it.name === name);
  }

  numbersOf({ name }: Layer): Numbers {
    return this.numbers.get(name) ?? {};
  }

  /** Puts a layer in the place of the one of its name. */
  replace(layer: Layer): void {
    this.layers[this.layers.findIndex(({ name }) => name === layer.name)] = layer;
    this.setShape(layer);
  }

  /** Takes back whatever a layer's output is not made of. */
  keepOnly(output: string): void {
    const read = new Set([output]);
    for (const layer of this.layers.splice(0).reverse()) {
      if (!read.has(layer.name)) continue;
      for (const input of layer.inputs) read.add(input);
      this.layers.unshift(layer);
    }
  }

  /** Of the layers that there are. */
  state(): ModelState {
    const state: ModelState = { parameters: {}, buffers: {} };
    for (const layer of this.layers) {
      const { parameters = {}, buffers = {} } = this.numbersOf(layer);
      for (const [name, values] of Object.entries(parameters))
        state.parameters[`${layer.name}.${name}`] = values;
      for (const [name, values] of Object.entries(buffers))
        state.buffers[`${layer.name}.${name}`] = values;
    }
    return state;
  }

  /** A short file is not to make a large model. */
  private count({ parameters = {}, buffers = {} }: Numbers): void {
    for (const { length } of [...Object.values(parameters), ...Object.values(buffers)])
      this.numberCount += length;
    const { length: fileBytes } = this.weights.bytes;
    if (this.numberCount > MAX_OTHER_NUMBERS + MAX_NUMBERS_PER_BYTE * fileBytes)
      throw new Error("Its layers need more numbers than its files hold.");
  }

  private setShape(layer: Layer): void {
    const inputs = layer.inputs.map((name) => this.shapeOf(name));
    this.shapes.set(layer.name, layerOps[layer.op].outputShape(layer as never, inputs));
  }
}

/** The same for each colour. */
export const alike = (mean: number, deviation: number): Preprocessing => ({
  mean: [mean, mean, mean],
  standardDeviation: [deviation, deviation, deviation],
});
