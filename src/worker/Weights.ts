/** What a run may start from: weights that are picked or fetched, checked, and kept under their hash. */
import type { Engine } from "../engine/engine";
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
import { givenModel } from "./givenModel";
import { KeptWeights } from "./KeptWeights";
import { throttled } from "./throttled";

export class Weights {
  private readonly kept = new KeptWeights();
  private fetching: AbortController | null = null;

  constructor(
    private readonly emit: (event: WorkerEvent) => void,
    private readonly addressOf = urlOf,
  ) {}

  /** @param model the draft's, of whatever form */
  async open(files: readonly File[], model: unknown): Promise<WeightsAnswer> {
    const given = await givenModel(files);
    const name = files.find((it) => /\.(json|zip)$/i.test(it.name))?.name ?? files[0]!.name;
    switch (given.kind) {
      case "safetensors":
        return this.take(given.bytes, name, model);
      case "checkpoint": {
        const trained = trainedModelOf(await readCheckpoint(given.file), "best");
        return this.take(writeModelFile(trained, unknownOrigin), name, model);
      }
      case "layersModel": {
        const { importLayersModel } = await import("../train/importedModel");
        const { trained } = importLayersModel(given.parts);
        const { imageSizePx } = trained.model;
        // Kept as a file of ours, which names classes and preprocessing.
        const sha256 = await this.kept.keep(writeModelFile(trained, unknownOrigin), name);
        const weights = { name, sha256, imageSizePx, ...trained.normalization };
        return { ok: true, model: { ...trained.config.model, weights } };
      }
    }
  }

  /** From what is kept, else from the catalogue's host. Rejects where it is given up, or fails. */
  async fetch(name: string, model: unknown): Promise<WeightsAnswer> {
    const entry = catalogue.find((it) => it.name === name);
    if (!entry) throw new Error(`There are no weights called "${name}" in the catalogue.`);
    this.cancel();
    const controller = new AbortController();
    this.fetching = controller;
    try {
      const kept = await (entry.sha256 ? this.kept.get(entry.sha256) : this.kept.named(name));
      const tell = throttled((done, total) => this.emit({ type: "weightsProgress", done, total }));
      const bytes =
        kept ??
        (await fetchWeights(entry, {
          url: this.addressOf(entry),
          signal: controller.signal,
          onProgress: (done, total) => tell(done, total, null),
        }));
      return await this.take(bytes, name, model);
    } finally {
      if (this.fetching === controller) this.fetching = null;
    }
  }

  /** Gives up what is being fetched: its call is rejected. */
  cancel(): void {
    this.fetching?.abort(new Error("Cancelled."));
  }

  /** What keeps a configuration's run from starting. */
  async problems({ model: { weights } }: Config): Promise<FieldError[]> {
    if (!weights || (await this.kept.has(weights.sha256))) return [];
    const message = `The file ${weights.name} is not at hand. Choose it again, or start from random weights.`;
    return [{ path: "model.weights", message }];
  }

  /** Gives a fresh engine the weights that its configuration names. */
  async into(engine: Engine, config: Config, classes: readonly string[]): Promise<void> {
    const { weights } = config.model;
    if (!weights) return;
    const bytes = await this.kept.get(weights.sha256);
    if (!bytes) throw new Error((await this.problems(config)).map((it) => it.message).join(" "));
    const fresh = await engine.readState();
    const { parameters, buffers } = startingState(bytes, engine.model, classes, fresh);
    engine.writeState({ ...fresh, parameters, buffers });
  }

  private async take(
    bytes: Uint8Array<ArrayBuffer>,
    name: string,
    value: unknown,
  ): Promise<WeightsAnswer> {
    const chosen = registrySchema(models).safeParse(value);
    if (!chosen.success)
      throw new Error(
        "The model's settings have to be mended before weights can be chosen for it.",
      );
    const fit = fitWeights(bytes, chosen.data);
    if (!fit.ok) return fit;
    const sha256 = await this.kept.keep(bytes, name);
    return { ok: true, model: { ...fit.model, weights: { name, sha256, ...fit.preprocessing } } };
  }
}
