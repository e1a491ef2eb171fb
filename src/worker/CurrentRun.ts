/** The run of the session: started, paused, or as a checkpoint told it. */
import { randomKey } from "../lib/random";
import type { Device } from "../engine/device";
import type { Engine } from "../engine/engine";
import { isDeviceLost } from "../engine/fault";
import type { Dataset } from "../data/dataset";
import type { StartAnswer, WorkerEvent } from "../protocol";
import type { Checkpoint } from "../train/checkpoint";
import { createRunEngine } from "../train/createRunEngine";
import type { RunSummary } from "../train/events";
import { startOfRun } from "../train/progress";
import { makeRecipe } from "../train/recipe";
import { checkDraft, withProblems } from "./checkDraft";
import type { Images } from "./Images";
import type { KeptRuns } from "./KeptRuns";
import { Run, type RunInputs } from "./Run";
import type { RunKeeper } from "./RunKeeper";
import { startOf } from "./runNews";
import { toldKernels } from "./toldKernels";
import type { Weights } from "./Weights";

/** What the run needs of the session. */
interface Host {
  images: Images;
  weights: Weights;
  kept: KeptRuns;
  emit: (event: WorkerEvent) => void;
  startedDevice: () => Promise<Device>;
  /** After the device was lost: the one that was chosen, or what there is. */
  restartDevice: () => Promise<Device>;
}

/** A GPU that is lost more often in one run is not to be relied on. */
const MAX_RECOVERIES = 5;

export class CurrentRun {
  private engine: Engine | null = null;
  private run: Run | null = null;
  /** A run's state as a file told it, until the run goes on. */
  private restored: Checkpoint | null = null;
  /** null where the run is not kept: there is none, the browser has no storage, or it has not gone on yet. */
  private keeper: RunKeeper | null = null;
  private recoveries = 0;

  constructor(private readonly host: Host) {}

  get isTraining(): boolean {
    return this.run?.state === "running";
  }

  /** The newest good state. */
  get checkpoint(): Checkpoint | null {
    return this.restored ?? this.run?.checkpoint ?? null;
  }

  /** Throws where a run is on, paused or not. `what` is what can't be done then. */
  refuseWhileOn(what: string): void {
    if (this.run && this.run.state !== "ended")
      throw new Error(`${what} while a run is on. Stop the run first.`);
  }

  async start(value: unknown): Promise<StartAnswer> {
    const { images, weights, kept } = this.host;
    const draft = checkDraft(value, images.get());
    const { config, plan, errors } = await withProblems(draft, weights);
    if (!config || !plan) return { ok: false, errors };
    const { dataset, fingerprint } = await images.at(config.data.imageSizePx);
    const summary: RunSummary = {
      runId: `${Date.now().toString(36)}-${randomKey(config.seed, fingerprint).toString(36)}`,
      config,
      device: await this.host.startedDevice(),
      classes: dataset.classes,
      imageCounts: plan.imageCounts,
      stepsPerEpoch: plan.stepsPerEpoch,
    };
    const { recipe, engine } = await this.prepare(summary, dataset);
    await weights.into(engine, config, dataset.classes);
    const checkpoint: Checkpoint = {
      run: summary,
      imageSizePx: dataset.imageSizePx,
      normalization: recipe.normalization,
      data: { name: dataset.name, imageCount: dataset.labels.length, fingerprint },
      progress: startOfRun,
      engine: await engine.readState(),
    };
    this.keepBy(await kept.begin(summary.runId));
    this.host.emit(startOf(checkpoint, false));
    this.launch({ recipe, engine, checkpoint }, dataset);
    return { ok: true, runId: summary.runId };
  }

  pause(): void {
    this.run?.pause();
  }

  async resume(): Promise<void> {
    if (!this.restored) return this.run?.resume();
    const { dataset } = await this.imagesOf(this.restored);
    const run = { ...this.restored.run, device: await this.host.startedDevice() };
    const checkpoint = { ...this.restored, run };
    const { recipe, engine } = await this.prepare(run, dataset);
    engine.writeState(checkpoint.engine);
    this.keeper ??= await this.host.kept.begin(run.runId);
    this.host.emit({ type: "runResumed", runId: run.runId });
    this.launch({ recipe, engine, checkpoint }, dataset);
  }

  stop(): void {
    this.run?.stop();
  }

  /** Takes a checkpoint's run, paused, in the place of the current one. `keeper` is who has it already. */
  restore(checkpoint: Checkpoint, keeper: RunKeeper | null): void {
    this.disposeEngine();
    this.keepBy(keeper);
    this.run = null;
    this.restored = checkpoint;
    this.host.emit(startOf(checkpoint, true));
    this.host.emit({ type: "runPaused", runId: checkpoint.run.runId });
  }

  /** What has to be imported before a checkpoint can go on; null when nothing is missing. */
  async missingData({ data, run, imageSizePx }: Checkpoint): Promise<string | null> {
    const wanted = `the ${data.imageCount} images of "${data.name}" in ${run.classes.length} classes`;
    if (!this.host.images.dataset) return `Import ${wanted} to go on training.`;
    const { fingerprint } = await this.host.images.at(imageSizePx);
    return fingerprint === data.fingerprint
      ? null
      : `The imported images are not those that the run was trained on. Import ${wanted}.`;
  }

  /** Throws, saying what to import, where the run's images are not there. */
  async imagesOf(checkpoint: Checkpoint) {
    const problem = await this.missingData(checkpoint);
    if (problem) throw new Error(problem);
    return this.host.images.at(checkpoint.imageSizePx);
  }

  /** Frees the run's tensors; its checkpoint stays. */
  disposeEngine(): void {
    this.engine?.dispose();
    this.engine = null;
  }

  private async prepare({ config, device }: RunSummary, dataset: Dataset) {
    const { emit } = this.host;
    this.disposeEngine();
    const recipe = makeRecipe(config, dataset);
    const { engine, slower } = await createRunEngine(recipe, device.tier, toldKernels(emit));
    if (slower !== null)
      emit({
        type: "deviceChanged",
        device: { ...device, reason: `${device.reason} ${slower}` },
      });
    this.engine = engine;
    return { recipe, engine };
  }

  private launch(inputs: Omit<RunInputs, "keeper" | "emit" | "recover">, dataset: Dataset) {
    const { checkpoint } = inputs;
    // From the first step on there is something to go on from.
    this.keeper?.offer(checkpoint, { matters: true });
    this.keeper?.end(null);
    this.keeper?.keepImages(dataset, checkpoint.data.fingerprint);
    this.restored = null;
    this.recoveries = 0;
    this.run = new Run({
      ...inputs,
      emit: this.host.emit,
      keeper: this.keeper,
      recover: (from) => this.recover(from, dataset),
    });
    void this.run.drive();
  }

  /** On a new device, where the old one was lost: after that nothing can be read from it any more. */
  private async recover({ run, engine: state }: Checkpoint, dataset: Dataset) {
    if (this.recoveries === MAX_RECOVERIES || !(await isDeviceLost())) return null;
    this.recoveries++;
    const device = await this.host.restartDevice();
    const { recipe, engine } = await this.prepare({ ...run, device }, dataset);
    engine.writeState(state);
    const message = `The GPU was lost, as after sleep or a driver's restart. Training goes on from the newest state on ${device.detail}.`;
    return { recipe, engine, message };
  }

  /** Who keeps the run from now on; the one before is let go. */
  private keepBy(keeper: RunKeeper | null): void {
    if (this.keeper) void this.host.kept.close(this.keeper);
    this.keeper = keeper;
  }
}
