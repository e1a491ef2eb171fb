/** Everything that the worker holds between calls: the device, the images, the run, the model in use. */
import { startDevice, type Device } from "../engine/device";
import type { ImageEdits } from "../data/editDataset";
import type {
  DatasetSummary,
  DeviceChoice,
  OpenedModel,
  PredictionTable,
  NamedFile,
  StartAnswer,
  WorkerEvent,
} from "../protocol";
import { trainedModelOf, type Checkpoint } from "../train/checkpoint";
import { readCheckpoint } from "../train/checkpointFile";
import { readModelFile, type TrainedModel } from "../train/modelFile";
import { CurrentRun } from "./CurrentRun";
import { Files } from "./Files";
import { givenModel } from "./givenModel";
import { Images } from "./Images";
import { KeptRuns } from "./KeptRuns";
import { predictFiles } from "./predictFiles";
import type { RunKeeper } from "./RunKeeper";
import { throttled } from "./throttled";
import { Trials } from "./Trials";
import { Weights } from "./Weights";

export class Session {
  readonly images: Images;
  readonly weights: Weights;
  readonly run: CurrentRun;
  readonly trials: Trials;
  readonly files: Files;
  readonly kept: KeptRuns;
  private device: Promise<Device> | null = null;
  private choice: DeviceChoice = "auto";
  private opened: TrainedModel | null = null;

  constructor(private readonly emit: (event: WorkerEvent) => void) {
    const startedDevice = () => this.startedDevice();
    const images = (this.images = new Images(emit));
    const weights = (this.weights = new Weights(emit));
    const kept = (this.kept = new KeptRuns(emit));
    const restartDevice = async () =>
      this.take(await startDevice(this.choice).catch(() => startDevice("auto")));
    const run = (this.run = new CurrentRun({
      ...{ images, weights, kept, emit },
      ...{ startedDevice, restartDevice },
    }));
    this.trials = new Trials({ images, weights, run, emit, startedDevice });
    this.files = new Files({ run, emit, startedDevice });
  }

  startedDevice(): Promise<Device> {
    this.device ??= startDevice(this.choice);
    return this.device;
  }

  async chooseDevice(choice: DeviceChoice): Promise<Device> {
    this.run.refuseWhileOn("The engine can't be changed");
    await this.trials.cancel();
    this.run.disposeEngine();
    const before = await this.startedDevice();
    try {
      const device = await startDevice(choice);
      this.choice = choice;
      return this.take(device);
    } catch (error) {
      await startDevice(before.tier);
      throw error;
    }
  }

  private take(device: Device): Device {
    this.device = Promise.resolve(device);
    this.emit({ type: "deviceChanged", device });
    return device;
  }

  async editImages(edits: ImageEdits): Promise<DatasetSummary> {
    this.run.refuseWhileOn("The images can't be changed");
    await this.trials.cancel();
    return this.images.edit(edits);
  }

  async start(value: unknown): Promise<StartAnswer> {
    this.run.refuseWhileOn("A new run can't start");
    await this.trials.cancel();
    const answer = await this.run.start(value);
    if (answer.ok) this.opened = null;
    return answer;
  }

  async resume(): Promise<void> {
    await this.trials.cancel();
    await this.run.resume();
    this.opened = null;
  }

  async open(files: readonly File[]): Promise<OpenedModel> {
    this.run.refuseWhileOn("Another model can't be opened");
    const given = await givenModel(files);
    switch (given.kind) {
      case "layersModel": {
        const { importLayersModel } = await import("../train/importedModel");
        const { trained, note } = importLayersModel(given.parts);
        return this.openTrained(trained, note);
      }
      case "checkpoint":
        return this.restore(await readCheckpoint(given.file), null);
      case "safetensors":
        return this.openTrained(readModelFile(given.bytes), null);
    }
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
  private modelInUse(use: "best" | "last"): TrainedModel {
    if (this.opened) return this.opened;
    const { checkpoint } = this.run;
    if (!checkpoint) throw new Error("There is no model yet. Train one, or open one.");
    return trainedModelOf(checkpoint, use);
  }

  async openKept(id: string): Promise<OpenedModel> {
    this.run.refuseWhileOn("An earlier run can't be opened");
    const { checkpoint, dataset, keeper } = await this.kept.open(id);
    if (dataset) this.images.restore(dataset);
    return this.restore(checkpoint, keeper);
  }

  /** `keeper` is null for one that comes from a file. */
  private async restore(checkpoint: Checkpoint, keeper: RunKeeper | null): Promise<OpenedModel> {
    const { run, imageSizePx } = checkpoint;
    this.opened = null;
    this.run.restore(checkpoint, keeper);
    return {
      kind: "checkpoint",
      classes: run.classes,
      imageSizePx,
      modelName: run.config.model.name,
      config: run.config,
      run,
      epochs: checkpoint.progress.history,
      needsData: await this.run.missingData(checkpoint),
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
}
