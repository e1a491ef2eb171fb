/**
 * An engine for a model whose first part is frozen: that part runs once over the images, and what it
 * gives, their features, is kept and trained on. Every number is what an engine of the whole model gives.
 */
import type * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../data/batch";
import type { ModelCut } from "../nn/cut";
import { isSameFreeze, type FrozenLayers } from "../nn/frozen";
import { buffersOf, parametersOf, type Model } from "../nn/model";
import { checkModelState, type ModelState } from "../nn/state";
import type { Engine, EngineState, LossSum, Update } from "./engine";
import type { Tier } from "./tier";

/** The parts' engines, which the feature engine disposes of. */
interface Parts {
  prefix: Engine;
  head: Engine;
}

interface Features {
  /** `[rows, features]` */
  values: Float32Array;
  /** By image: its row, or −1. */
  rows: Int32Array;
}

export class FeatureEngine implements Engine {
  readonly tier: Tier;
  private readonly head: Engine;
  /** Until the features are kept; then its numbers alone. */
  private prefix: Engine | ModelState;
  private readonly headFrozen: FrozenLayers;
  private features: Features | null = null;
  /** Of the batch at hand, in memory that is not made anew for each. */
  private gathered = new Float32Array(0);

  constructor(
    readonly model: Model,
    private readonly cut: ModelCut,
    private readonly frozen: FrozenLayers,
    { prefix, head }: Parts,
  ) {
    this.tier = head.tier;
    this.head = head;
    this.prefix = prefix;
    this.headFrozen = headLayers(cut, frozen);
  }

  /** What runs the first part; null once its features are kept. */
  get featureMaker(): Engine | null {
    return "tier" in this.prefix ? this.prefix : null;
  }

  /**
   * From now on `values`, `[images, features]`, stand for these images of a data set of `imageCount`; the
   * memory of the first part's engine is given back.
   */
  async keep(images: Uint32Array, values: Float32Array, imageCount: number): Promise<void> {
    const rows = new Int32Array(imageCount).fill(-1);
    images.forEach((image, row) => (rows[image] = row));
    this.features = { values, rows };
    if (!this.featureMaker) return;
    const state = await this.featureMaker.readState();
    this.featureMaker.dispose();
    this.prefix = state;
  }

  setBatch(batch: Batch): void {
    this.head.setBatch({ ...batch, features: this.gather(batch.indices) });
  }

  forward(): tf.Tensor2D {
    return this.head.forward();
  }

  backward(loss: LossSum, key: number): void {
    this.head.backward(loss, key);
  }

  zeroGradients(): void {
    this.head.zeroGradients();
  }

  startAverage(): void {
    this.head.startAverage();
  }

  useAverage(isUsed: boolean): void {
    this.head.useAverage(isUsed);
  }

  freeze(layers: FrozenLayers): void {
    if (!isSameFreeze(layers, this.frozen))
      throw new Error("Features are kept of a model whose frozen layers stay frozen.");
    this.head.freeze(this.headFrozen);
  }

  step(update: Update): void {
    this.head.step(update);
  }

  readLossSum(): Promise<number> {
    return this.head.readLossSum();
  }

  zeroLoss(): void {
    this.head.zeroLoss();
  }

  readGradientNorm(): Promise<number | null> {
    return this.head.readGradientNorm();
  }

  readGradients(): Promise<Record<string, Float32Array>> {
    return this.head.readGradients();
  }

  async readState(): Promise<EngineState> {
    const prefix = this.featureMaker ? await this.featureMaker.readState() : this.prefix;
    const head = await this.head.readState();
    // In the order of the whole model, as its own engine gives them.
    const joined = (state: ModelState): ModelState => ({
      parameters: ordered(parametersOf(this.model), prefix as ModelState, state, "parameters"),
      buffers: ordered(buffersOf(this.model), prefix as ModelState, state, "buffers"),
    });
    return { ...head, ...joined(head), average: head.average && joined(head.average) };
  }

  writeState(state: EngineState): void {
    if (!this.featureMaker)
      throw new Error("The features are kept already: a new engine has to take over this state.");
    checkModelState(this.model, state);
    if (state.average) checkModelState(this.model, state.average);
    const { prefix, head } = this.cut;
    const nothing = { optimizer: {}, lossSum: 0, average: null };
    this.featureMaker.writeState({ ...partOf(prefix, state), ...nothing });
    const average = state.average && partOf(head, state.average);
    this.head.writeState({ ...state, ...partOf(head, state), average });
  }

  dispose(): void {
    this.featureMaker?.dispose();
    this.head.dispose();
  }

  private gather(images: Uint32Array): Float32Array {
    if (!this.features) throw new Error("The features have to be kept before they are used.");
    const { values, rows } = this.features;
    const size = this.cut.prefix.classCount;
    if (this.gathered.length !== images.length * size)
      this.gathered = new Float32Array(images.length * size);
    const { gathered } = this;
    images.forEach((image, i) => {
      const row = rows[image]!;
      if (row < 0) throw new Error(`No features are kept of image ${image}.`);
      gathered.set(values.subarray(row * size, (row + 1) * size), i * size);
    });
    return gathered;
  }
}

/** Those of the frozen layers that are in the head. */
export function headLayers({ head }: ModelCut, frozen: FrozenLayers): FrozenLayers {
  return new Set(head.layers.map(({ name }) => name).filter((name) => frozen.has(name)));
}

function partOf(model: Model, state: ModelState): ModelState {
  const pick = (specs: readonly { name: string }[], all: Record<string, Float32Array>) =>
    Object.fromEntries(specs.map(({ name }) => [name, all[name]!]));
  return {
    parameters: pick(parametersOf(model), state.parameters),
    buffers: pick(buffersOf(model), state.buffers),
  };
}

function ordered(
  specs: readonly { name: string }[],
  prefix: ModelState,
  head: ModelState,
  kind: keyof ModelState,
): Record<string, Float32Array> {
  return Object.fromEntries(
    specs.map(({ name }) => [name, head[kind][name] ?? prefix[kind][name]!]),
  );
}
