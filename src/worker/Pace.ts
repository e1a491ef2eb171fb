/** How fast a run goes and when it will be done, from its newest steps. */
import type { Progress } from "../train/progress";
import type { Recipe } from "../train/recipe";
import type { TrainEvent } from "../train/train";

/** Old enough to be steady, new enough to follow a machine that slows down. */
const WINDOW_MS = 5000;

export interface Moment {
  /** From 1. */
  epoch: number;
  stepInEpoch: number;
  imagesPerSecond: number;
  secondsLeft: number | null;
}

export class Pace {
  private marks: { ms: number; step: number }[] = [];
  /** Spent on validation, which is no pace of training: the marks leave it out. */
  private validationMs = 0;
  /** The newest known; it stands until there are new marks, so that the page does not flicker. */
  private stepsPerSecond = 0;
  private validationStartMs: number | null = null;
  private validationSeconds = 0;

  constructor(
    private readonly recipe: Recipe,
    private readonly progress: Progress,
  ) {}

  /** After a pause, which is not to count. */
  restart(): void {
    this.marks = [];
    this.validationStartMs = null;
  }

  after(event: TrainEvent): Moment {
    const ms = performance.now();
    if (event.type === "validating") this.validationStartMs ??= ms;
    if (event.type === "epochEnded" && this.validationStartMs !== null) {
      const validationMs = ms - this.validationStartMs;
      this.validationMs += validationMs;
      this.validationSeconds = validationMs / 1000;
      this.validationStartMs = null;
    }
    if (event.type === "step" || event.type === "progress") this.mark(ms - this.validationMs);
    const { epoch, stepInEpoch } = this.progress;
    return {
      epoch: epoch + 1,
      stepInEpoch,
      imagesPerSecond:
        (this.stepsPerSecond * this.recipe.split.train.length) / this.recipe.stepsPerEpoch,
      secondsLeft: this.secondsLeft(),
    };
  }

  private mark(ms: number): void {
    const { step } = this.progress;
    this.marks.push({ ms, step });
    while (this.marks.length > 2 && ms - this.marks[0]!.ms > WINDOW_MS) this.marks.shift();
    const [first] = this.marks as [{ ms: number; step: number }];
    if (step > first.step) this.stepsPerSecond = (1000 * (step - first.step)) / (ms - first.ms);
  }

  private secondsLeft(): number | null {
    if (this.stepsPerSecond === 0) return null;
    const { stepsPerEpoch, config } = this.recipe;
    const { epochs } = config.training;
    const stepsLeft = epochs * stepsPerEpoch - this.progress.step;
    const validationsLeft = epochs - this.progress.epoch;
    return stepsLeft / this.stepsPerSecond + validationsLeft * this.validationSeconds;
  }
}
