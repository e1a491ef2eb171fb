/** One run: drives the training loop, and keeps the newest state that is known to be good. */
import type { Engine } from "../engine/engine";
import type { WorkerEvent } from "../protocol";
import type { Checkpoint } from "../train/checkpoint";
import type { EndReason } from "../train/events";
import type { Progress } from "../train/progress";
import type { Recipe } from "../train/recipe";
import { train, type TrainEvent } from "../train/train";
import { endMessage } from "./endMessage";
import { nextTask } from "./nextTask";
import { Pace } from "./Pace";
import type { RunKeeper } from "./RunKeeper";
import { newsOf } from "./runNews";

/** What training needs, on the device at hand. */
export interface Trainable {
  recipe: Recipe;
  engine: Engine;
}

export interface RunInputs extends Trainable {
  /** Where the run begins; brought up to date as it goes. */
  checkpoint: Checkpoint;
  /** null where the browser has no storage. */
  keeper: RunKeeper | null;
  /**
   * After a failure, the run at its newest good state on a device that was started anew; null where the
   * failure was another.
   */
  recover: (checkpoint: Checkpoint) => Promise<(Trainable & { message: string }) | null>;
  emit: (event: WorkerEvent) => void;
}

export class Run {
  /** The newest good state: of the last epoch's end, or of a step since. */
  checkpoint: Checkpoint;
  /** Where the engine is. */
  progress: Progress;
  state: "running" | "paused" | "ended" = "running";
  private wanted: "run" | "pause" | "stop" = "run";
  private wake: () => void = () => undefined;
  private engine: Engine;

  constructor(private readonly inputs: RunInputs) {
    this.checkpoint = inputs.checkpoint;
    this.progress = { ...inputs.checkpoint.progress };
    this.engine = inputs.engine;
  }

  get runId(): string {
    return this.checkpoint.run.runId;
  }

  pause(): void {
    if (this.state === "running") this.wanted = "pause";
  }

  resume(): void {
    this.wanted = "run";
    this.wake();
  }

  stop(): void {
    this.wanted = "stop";
    this.wake();
  }

  /** Settles when the run is over; a failure is told as an event. */
  async drive(): Promise<void> {
    try {
      this.end(await this.trainOn(this.inputs.recipe));
    } catch (error) {
      this.state = "ended";
      const message = error instanceof Error ? error.message : String(error);
      this.inputs.emit({ type: "runFailed", runId: this.runId, message });
    }
  }

  /** To the end, over losses of the device. */
  private async trainOn(recipe: Recipe): Promise<EndReason> {
    try {
      return await this.pull(recipe);
    } catch (error) {
      const recovered = await this.inputs.recover(this.checkpoint);
      if (!recovered) throw error;
      this.engine = recovered.engine;
      this.progress = { ...this.checkpoint.progress };
      const { run, progress } = this.checkpoint;
      this.inputs.emit({
        type: "runRecovered",
        runId: this.runId,
        epochsGone: progress.epoch + progress.stepInEpoch / run.stepsPerEpoch,
        message: recovered.message,
      });
      return this.trainOn(recovered.recipe);
    }
  }

  private async pull(recipe: Recipe): Promise<EndReason> {
    const loop = train(recipe, this.engine, this.progress);
    const pace = new Pace(recipe, this.progress);
    let next = await loop.next();
    while (!next.done) {
      const news = newsOf(next.value, pace.after(next.value), this);
      if (news) this.inputs.emit(news);
      if (this.isWorthKeeping(next.value)) await this.keep();
      await nextTask();
      if (this.wanted === "pause") await this.wait(pace);
      next = this.wanted === "run" ? await loop.next() : await loop.return("stopped");
    }
    if (next.value === "stopped") await this.keep();
    return next.value;
  }

  /** The end of an epoch, and in long ones a step now and then. */
  private isWorthKeeping({ type }: TrainEvent): boolean {
    if (type === "epochEnded") return true;
    return (type === "step" || type === "progress") && (this.inputs.keeper?.isDue ?? false);
  }

  /** Takes the engine's state as the newest good one, unless it holds a NaN. */
  private async keep(): Promise<void> {
    const engine = await this.engine.readState();
    const isSound = Object.values(engine.parameters).every((values) =>
      values.every(Number.isFinite),
    );
    if (!isSound || !Number.isFinite(engine.lossSum)) return;
    this.checkpoint = { ...this.checkpoint, progress: { ...this.progress }, engine };
    this.inputs.keeper?.offer(this.checkpoint, { matters: this.wanted !== "run" });
  }

  private async wait(pace: Pace): Promise<void> {
    const { emit } = this.inputs;
    await this.keep();
    this.state = "paused";
    emit({ type: "runPaused", runId: this.runId });
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.state = "running";
    pace.restart();
    if (this.wanted === "run") emit({ type: "runResumed", runId: this.runId });
  }

  private end(reason: EndReason): void {
    this.state = "ended";
    this.inputs.keeper?.offer(this.checkpoint, { matters: true });
    this.inputs.keeper?.end(reason);
    const { best } = this.checkpoint.progress;
    this.inputs.emit({
      type: "runEnded",
      runId: this.runId,
      reason,
      message: endMessage(reason, this.checkpoint.progress),
      best,
    });
  }
}
