/** Everything that the worker holds between calls: the device, the images, the run, the model in use. */
import { randomKey } from "../lib/random";
import { startDevice, type Device } from "../engine/device";
import type { Engine } from "../engine/engine";
import type { Dataset } from "../data/dataset";
import type {
  DeviceChoice,
  OpenedModel,
  PredictionTable,
  NamedFile,
  StartAnswer,
  WorkerEvent,
} from "../protocol";
import { trainedModelOf, type Checkpoint } from "../train/checkpoint";
import { createRunEngine } from "../train/createRunEngine";
import { readCheckpoint } from "../train/checkpointFile";
import type { RunSummary } from "../train/events";
import { readModelFile, type TrainedModel } from "../train/modelFile";
import { startOfRun } from "../train/progress";
import { makeRecipe } from "../train/recipe";
import { checkDraft, withProblems } from "./checkDraft";
import { Files } from "./Files";
import { Images } from "./Images";
import { layersModelFiles } from "./layersModelFiles";
import { predictFiles } from "./predictFiles";
import { Run } from "./Run";
import { throttled } from "./throttled";
import { toldKernels } from "./toldKernels";
import { Trials } from "./Trials";
import { Weights } from "./Weights";

export class Session {
  readonly images: Images;
  readonly weights: Weights;
  readonly trials: Trials;
  readonly files: Files;
  private device: Promise<Device> | null = null;
  private engine: Engine | null = null;
  private run: Run | null = null;
  /** A run's state as a file told it, until the run goes on. */
  private restored: Checkpoint | null = null;
  private opened: TrainedModel | null = null;

  constructor(private readonly emit: (event: WorkerEvent) => void) {
    this.images = new Images(emit);
    this.weights = new Weights(emit);
    this.trials = new Trials({
      images: this.images,
      weights: this.weights,
      emit,
      startedDevice: () => this.startedDevice(),
      isTraining: () => this.run?.state === "running",
      checkpoint: () => this.checkpoint,
      missingData: (checkpoint) => this.missingData(checkpoint),
    });
    this.files = new Files({
      emit,
      startedDevice: () => this.startedDevice(),
      checkpoint: () => this.checkpoint,
      imagesOf: (checkpoint) => this.imagesOf(checkpoint),
      modelInUse: () => ({ trained: this.modelInUse("best"), isAlone: this.opened !== null }),
    });
  }

  startedDevice(): Promise<Device> {
    this.device ??= startDevice("auto");
    return this.device;
  }

  async chooseDevice(choice: DeviceChoice): Promise<Device> {
    this.refuseWhileRunning("The engine can't be changed");
    await this.trials.cancel();
    this.disposeEngine();
    const before = await this.startedDevice();
    try {
      const device = await startDevice(choice);
      this.device = Promise.resolve(device);
      this.emit({ type: "deviceChanged", device });
      return device;
    } catch (error) {
      await startDevice(before.tier);
      throw error;
    }
  }

  async start(value: unknown): Promise<StartAnswer> {
    this.refuseWhileRunning("A new run can't start");
    await this.trials.cancel();
    const draft = checkDraft(value, this.images.get());
    const { config, plan, errors } = await withProblems(draft, this.weights);
    if (!config || !plan) return { ok: false, errors };
    const { dataset, fingerprint } = await this.images.at(config.data.imageSizePx);
    const summary: RunSummary = {
      runId: `${Date.now().toString(36)}-${randomKey(config.seed, fingerprint).toString(36)}`,
      config,
      device: await this.startedDevice(),
      classes: dataset.classes,
      imageCounts: plan.imageCounts,
      stepsPerEpoch: plan.stepsPerEpoch,
    };
    const { recipe, engine } = await this.prepare(summary, dataset);
    await this.weights.into(engine, config, dataset.classes);
    const checkpoint: Checkpoint = {
      run: summary,
      imageSizePx: dataset.imageSizePx,
      normalization: recipe.normalization,
      data: { name: dataset.name, imageCount: dataset.labels.length, fingerprint },
      progress: startOfRun,
      engine: await engine.readState(),
    };
    this.tellStart(checkpoint, false);
    this.launch(new Run({ recipe, engine, checkpoint, emit: this.emit }));
    return { ok: true, runId: summary.runId };
  }

  pause(): void {
    this.run?.pause();
  }

  async resume(): Promise<void> {
    await this.trials.cancel();
    if (!this.restored) return this.run?.resume();
    const { dataset } = await this.imagesOf(this.restored);
    const run = { ...this.restored.run, device: await this.startedDevice() };
    const checkpoint = { ...this.restored, run };
    const { recipe, engine } = await this.prepare(run, dataset);
    engine.writeState(checkpoint.engine);
    this.emit({ type: "runResumed", runId: run.runId });
    this.launch(new Run({ recipe, engine, checkpoint, emit: this.emit }));
  }

  stop(): void {
    this.run?.stop();
  }

  /** The newest good state of the current or opened run. */
  get checkpoint(): Checkpoint | null {
    return this.restored ?? this.run?.checkpoint ?? null;
  }

  async open(files: readonly File[]): Promise<OpenedModel> {
    this.refuseWhileRunning("Another model can't be opened");
    const layersModel = await layersModelFiles(files);
    if (layersModel) {
      const { importLayersModel } = await import("../train/importedModel");
      const { trained, note } = importLayersModel(layersModel);
      return this.openTrained(trained, note);
    }
    const [file] = files;
    if (!file) throw new Error("No file was chosen.");
    const bytes = new Uint8Array(await file.arrayBuffer());
    const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
    return isZip ? this.openCheckpoint(file) : this.openTrained(readModelFile(bytes), null);
  }

  async predict(files: readonly NamedFile[], use: "best" | "last"): Promise<PredictionTable> {
    const { tier } = await this.startedDevice();
    const tell = throttled((done, total) =>
      this.emit({ type: "importProgress", done, total, phase: "decoding" }),
    );
    return predictFiles(this.modelInUse(use), tier, files, (done, total) =>
      tell(done, total, "decoding"),
    );
  }

  /** The opened weights, or the run's best or last. */
  modelInUse(use: "best" | "last"): TrainedModel {
    if (this.opened) return this.opened;
    const { checkpoint } = this;
    if (!checkpoint) throw new Error("There is no model yet. Train one, or open one.");
    return trainedModelOf(checkpoint, use);
  }

  private async openCheckpoint(file: File): Promise<OpenedModel> {
    const checkpoint = await readCheckpoint(file);
    const { run, imageSizePx } = checkpoint;
    this.disposeEngine();
    this.run = null;
    this.opened = null;
    this.restored = checkpoint;
    this.tellStart(checkpoint, true);
    this.emit({ type: "runPaused", runId: run.runId });
    return {
      kind: "checkpoint",
      classes: run.classes,
      imageSizePx,
      modelName: run.config.model.name,
      config: run.config,
      run,
      epochs: checkpoint.progress.history,
      needsData: await this.missingData(checkpoint),
      note: null,
    };
  }

  private openTrained(opened: TrainedModel, note: string | null): OpenedModel {
    this.opened = opened;
    return {
      kind: "weights",
      classes: opened.classes,
      imageSizePx: opened.model.imageSizePx,
      modelName: opened.model.name,
      config: opened.config,
      run: null,
      epochs: [],
      needsData: null,
      note,
    };
  }

  private async prepare({ config, device }: RunSummary, dataset: Dataset) {
    this.disposeEngine();
    const recipe = makeRecipe(config, dataset);
    const { engine, slower } = await createRunEngine(recipe, device.tier, toldKernels(this.emit));
    if (slower !== null)
      this.emit({
        type: "deviceChanged",
        device: { ...device, reason: `${device.reason} ${slower}` },
      });
    this.engine = engine;
    return { recipe, engine };
  }

  private launch(run: Run): void {
    this.opened = null;
    this.restored = null;
    this.run = run;
    void run.drive();
  }

  private tellStart({ run, progress }: Checkpoint, isRestored: boolean): void {
    const { history, best, bestConfusion } = progress;
    this.emit({
      type: "runStarted",
      runId: run.runId,
      run,
      epochs: history,
      best,
      confusion: bestConfusion,
      isRestored,
    });
  }

  /** What has to be imported before a checkpoint can go on; null when nothing is missing. */
  private async missingData({ data, run, imageSizePx }: Checkpoint): Promise<string | null> {
    const wanted = `the ${data.imageCount} images of "${data.name}" in ${run.classes.length} classes`;
    if (!this.images.dataset) return `Import ${wanted} to go on training.`;
    const { fingerprint } = await this.images.at(imageSizePx);
    return fingerprint === data.fingerprint
      ? null
      : `The imported images are not those that the run was trained on. Import ${wanted}.`;
  }

  /** Throws, saying what to import, where the run's images are not there. */
  private async imagesOf(checkpoint: Checkpoint) {
    const problem = await this.missingData(checkpoint);
    if (problem) throw new Error(problem);
    return this.images.at(checkpoint.imageSizePx);
  }

  private refuseWhileRunning(what: string): void {
    if (this.run && this.run.state !== "ended")
      throw new Error(`${what} while a run is on. Stop the run first.`);
  }

  private disposeEngine(): void {
    this.engine?.dispose();
    this.engine = null;
  }
}
