/** The files that a user takes away: made when they are asked for, with progress, until given up. */
import type { Device } from "../engine/device";
import type { Task } from "../lib/task";
import type { FormatName } from "../parts/formats/formatNames";
import type { DownloadName, MadeFile, ReviewedImage, WorkerEvent } from "../protocol";
import { trainedModelOf, type Checkpoint } from "../train/checkpoint";
import type { CurrentRun } from "./CurrentRun";
import { makeDownload } from "./downloads";
import { exportModel } from "./exportModel";
import { sizesOf } from "./fileSizes";
import { handOver } from "./handOver";
import { nextTask } from "./nextTask";
import { predictValidation, type ValidatedPrediction } from "./predictValidation";

export interface FilesHost {
  emit: (event: WorkerEvent) => void;
  startedDevice: () => Promise<Device>;
  run: Pick<CurrentRun, "checkpoint" | "imagesOf">;
}

/** A share of the whole below which the page is told nothing. */
const TOLD_SHARE = 0.01;

export class Files {
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly host: FilesHost) {}

  download(name: DownloadName): Promise<MadeFile | null> {
    return this.makeFile(name, (task) => {
      const checkpoint = this.checkpoint();
      const predictValidation = () => this.predictValidation(checkpoint, task);
      return makeDownload(name, { checkpoint, task, predictValidation });
    });
  }

  export(format: FormatName): Promise<MadeFile | null> {
    return this.makeFile(`homeroom-${format}.zip`, async (task) => {
      const checkpoint = this.checkpoint();
      const { tier } = await this.host.startedDevice();
      const handedOver = async (part: Task) => {
        const { dataset, fingerprint } = await this.host.run.imagesOf(checkpoint);
        return handOver(checkpoint, dataset, fingerprint, part);
      };
      return exportModel(format, checkpoint, { tier, handedOver, task });
    });
  }

  /** What the best model makes of the validation images. */
  review(): Promise<readonly ReviewedImage[] | null> {
    return this.make("review", async (task) => {
      const predictions = await this.predictValidation(this.checkpoint(), task);
      return predictions.map(({ index, path, label, prediction, probabilities }) => ({
        ...{ index, path, label, prediction },
        probability: probabilities[prediction]!,
        labelProbability: probabilities[label]!,
      }));
    });
  }

  /** About how many bytes each file of the run would have, by name. */
  sizes(): Record<string, number> {
    const { checkpoint } = this.host.run;
    return checkpoint ? sizesOf(checkpoint) : {};
  }

  cancel(name: string): void {
    this.running.get(name)?.abort();
  }

  /** Of the run, whatever else is opened to predict with. */
  private checkpoint(): Checkpoint {
    const { checkpoint } = this.host.run;
    if (!checkpoint) throw new Error("There is no run yet, so there is nothing to download.");
    return checkpoint;
  }

  private async predictValidation(
    checkpoint: Checkpoint,
    task: Task,
  ): Promise<ValidatedPrediction[]> {
    const { dataset } = await this.host.run.imagesOf(checkpoint);
    const { tier } = await this.host.startedDevice();
    const best = trainedModelOf(checkpoint, "best");
    return predictValidation(checkpoint, best, dataset, tier, task);
  }

  private async makeFile(name: string, work: (task: Task) => Promise<Blob>) {
    const blob = await this.make(name, work);
    return blob && { name, blob };
  }

  /** null where it was given up; the same thing asked for again gives up the one before. */
  private async make<T>(name: string, work: (task: Task) => Promise<T>): Promise<T | null> {
    this.cancel(name);
    const controller = new AbortController();
    this.running.set(name, controller);
    const { signal } = controller;
    let told = -TOLD_SHARE;
    const reach = async (share: number) => {
      if (share - told >= TOLD_SHARE) {
        told = share;
        this.host.emit({ type: "fileProgress", name, share });
      }
      await nextTask();
      signal.throwIfAborted();
    };
    try {
      await reach(0);
      const made = await work({ signal, reach });
      signal.throwIfAborted();
      return made;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      if (this.running.get(name) === controller) this.running.delete(name);
    }
  }
}
