/** What a run may start from: weights that are picked or fetched, checked, and kept under their hash. */
import type { Engine } from "../engine/engine";
import { MisfitError } from "../nn/state";
import { registrySchema } from "../lib/part";
import { models } from "../parts/models";
import { catalogue, urlOf } from "../parts/weights/catalogue";
import type { WeightsAnswer, WorkerEvent } from "../protocol";
import { trainedModelOf } from "../train/checkpoint";
import { readCheckpoint } from "../train/checkpointFile";
import type { Config, FieldError } from "../train/config";
import { fitWeights } from "../train/fitWeights";
import { unknownOrigin, writeModelFile } from "../train/modelFile";
import { startingState } from "../train/startingState";
import { fetchWeights } from "./fetchWeights";
import { givenModel, type GivenModel } from "./givenModel";
import { KeptWeights } from "./KeptWeights";
import { nextTask } from "./nextTask";
import { throttled } from "./throttled";

type Bytes = Uint8Array<ArrayBuffer>;

export class Weights {
  private readonly kept = new KeptWeights();
  private taking: AbortController | null = null;

  constructor(
    private readonly emit: (event: WorkerEvent) => void,
    private readonly addressOf = urlOf,
  ) {}

  /**
   * @param model the draft's, of whatever form
   * null where it is given up.
   */
  open(files: readonly File[], model: unknown): Promise<WeightsAnswer | null> {
    return this.unlessCancelled(async (signal) => {
      const bytes = await safetensorsOf(await givenModel(files));
      const name = files.find((it) => /\.(json|zip)$/i.test(it.name))?.name ?? files[0]!.name;
      return this.take({ bytes, name, model, signal });
    });
  }

  /** From what is kept, else from the catalogue's host. null where it is given up. */
  fetch(name: string, model: unknown): Promise<WeightsAnswer | null> {
    return this.unlessCancelled(async (signal) => {
      const entry = catalogue.find((it) => it.name === name);
      if (!entry) throw new Error(`There are no weights called "${name}" in the catalogue.`);
      const kept = await (entry.sha256 ? this.kept.get(entry.sha256) : this.kept.named(name));
      const tell = throttled((done, total) => this.emit({ type: "weightsProgress", done, total }));
      const bytes =
        kept ??
        (await fetchWeights(entry, {
          url: this.addressOf(entry),
          signal,
          onProgress: (done, total) => tell(done, total, null),
        }));
      return this.take({ bytes, name, model, signal });
    });
  }

  /** Gives up what is being read or fetched. */
  cancel(): void {
    this.taking?.abort();
  }

  /** What keeps a configuration's run from starting. */
  async problems({ model: { weights } }: Config): Promise<FieldError[]> {
    if (!weights || (await this.kept.has(weights.sha256))) return [];
    return [{ path: "model.weights", message: missingWords(weights.name) }];
  }

  /** Gives a fresh engine the weights that its configuration names. */
  async into(engine: Engine, config: Config, classes: readonly string[]): Promise<void> {
    const { weights } = config.model;
    if (!weights) return;
    const bytes = await this.kept.get(weights.sha256);
    if (!bytes) throw new Error(missingWords(weights.name));
    const fresh = await engine.readState();
    const { parameters, buffers } = startingState(bytes, engine.model, classes, fresh);
    engine.writeState({ ...fresh, parameters, buffers });
  }

  private async unlessCancelled(
    work: (signal: AbortSignal) => Promise<WeightsAnswer>,
  ): Promise<WeightsAnswer | null> {
    this.cancel();
    const controller = new AbortController();
    this.taking = controller;
    try {
      return await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return null;
      if (error instanceof MisfitError)
        return { ok: false, message: DAMAGED, differences: error.differences };
      throw error;
    } finally {
      if (this.taking === controller) this.taking = null;
    }
  }

  private async take({ bytes, name, model, signal }: Taking): Promise<WeightsAnswer> {
    const chosen = registrySchema(models).safeParse(model);
    if (!chosen.success)
      throw new Error(
        "The model's settings have to be mended before weights can be chosen for it.",
      );
    const fit = fitWeights(bytes, chosen.data);
    // It may have been given up while they were compared.
    await nextTask();
    signal.throwIfAborted();
    if (!fit.ok) return fit;
    const sha256 = await this.kept.keep(bytes, name);
    return { ok: true, model: { ...fit.model, weights: { name, sha256, ...fit.preprocessing } } };
  }
}

/** A file that brings its model along fits it, unless something has changed it. */
const DAMAGED = "Its weights do not fit its own model: the file is damaged.";

const missingWords = (name: string) =>
  `The file ${name} is not at hand. Choose it again, or start from random weights.`;

interface Taking {
  bytes: Bytes;
  name: string;
  model: unknown;
  signal: AbortSignal;
}

/** What is no weights file becomes one of ours, which names classes and preprocessing. */
async function safetensorsOf(given: GivenModel): Promise<Bytes> {
  switch (given.kind) {
    case "safetensors":
      return given.bytes;
    case "checkpoint":
      return writeModelFile(
        trainedModelOf(await readCheckpoint(given.file), "best"),
        unknownOrigin,
      );
    case "layersModel": {
      const { importLayersModel } = await import("../train/importedModel");
      return writeModelFile(importLayersModel(given.parts).trained, unknownOrigin);
    }
  }
}
