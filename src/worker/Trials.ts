/** What is tried out beside the run, on engines that are thrown away: one thing at a time. */
import type { Dataset } from "../data/dataset";
import { createEngine } from "../engine/createEngine";
import type { Device } from "../engine/device";
import type { Tier } from "../engine/tier";
import { TfjsEngine } from "../engine/tfjs/TfjsEngine";
import type { InspectionAnswer, InspectRequest, RateTestAnswer, WorkerEvent } from "../protocol";
import type { Checkpoint } from "../train/checkpoint";
import type { Config } from "../train/config";
import { inspectStep } from "../train/inspectStep";
import { preparationOf } from "../train/preparation";
import { startOfRun } from "../train/progress";
import { parseRateTest } from "../train/rateTest";
import { makeRecipe } from "../train/recipe";
import { Aside } from "./Aside";
import { checkDraft, withProblems } from "./checkDraft";
import type { CurrentRun } from "./CurrentRun";
import type { Images } from "./Images";
import { runRateTest } from "./rateTest";
import { toldKernels } from "./toldKernels";
import type { Weights } from "./Weights";

/** What the trials need of the session. */
interface Host {
  images: Images;
  weights: Weights;
  run: CurrentRun;
  emit: (event: WorkerEvent) => void;
  startedDevice: () => Promise<Device>;
}

export class Trials {
  private readonly aside = new Aside();

  constructor(private readonly host: Host) {}

  /** Settles once nothing is being tried out any more. */
  cancel(): Promise<void> {
    return this.aside.cancel();
  }

  async testRates(value: unknown, request: unknown): Promise<RateTestAnswer> {
    this.refuseWhileTraining("Rates can't be tested");
    const { images, weights, emit } = this.host;
    const { config, errors } = await withProblems(checkDraft(value, images.get()), weights);
    const { options, errors: optionErrors } = parseRateTest(request);
    if (!config || !options) return { ok: false, errors, optionErrors };
    return this.aside.do(async (signal) => {
      const { dataset, tier } = await this.materials(config.data.imageSizePx);
      const recipe = makeRecipe(config, dataset);
      const preparation = preparationOf(recipe, toldKernels(emit));
      const { engine } = await createEngine(recipe.model, tier, config.seed, preparation);
      try {
        await weights.into(engine, config, dataset.classes);
        return await runRateTest({ recipe, engine, options, signal, emit });
      } finally {
        engine.dispose();
      }
    });
  }

  async inspect(request: InspectRequest): Promise<InspectionAnswer> {
    this.refuseWhileTraining("A step can't be inspected");
    if (request.of === "run") return this.inspectRun();
    const { images, weights } = this.host;
    const draft = checkDraft(request.config, images.get());
    const { config, errors } = await withProblems(draft, weights);
    if (!config) return { ok: false, errors };
    return this.inspectAt(config, config.data.imageSizePx, null);
  }

  private async inspectRun(): Promise<InspectionAnswer> {
    const { run } = this.host;
    const { checkpoint } = run;
    if (!checkpoint) throw new Error("There is no run yet, so it has no next step.");
    await run.imagesOf(checkpoint);
    return this.inspectAt(checkpoint.run.config, checkpoint.imageSizePx, checkpoint);
  }

  /** From the checkpoint's state, or as a run would begin. Always on the reference engine. */
  private inspectAt(
    config: Config,
    imageSizePx: number,
    checkpoint: Checkpoint | null,
  ): Promise<InspectionAnswer> {
    return this.aside.do(async (signal) => {
      const { dataset, tier } = await this.materials(imageSizePx);
      const recipe = makeRecipe(config, dataset);
      const engine = new TfjsEngine(recipe.model, tier, config.seed);
      try {
        if (checkpoint) engine.writeState(checkpoint.engine);
        else await this.host.weights.into(engine, config, dataset.classes);
        const progress = checkpoint?.progress ?? startOfRun;
        return { ok: true, inspection: await inspectStep(recipe, engine, progress, signal) };
      } finally {
        engine.dispose();
      }
    });
  }

  private async materials(imageSizePx: number): Promise<{ dataset: Dataset; tier: Tier }> {
    const { dataset } = await this.host.images.at(imageSizePx);
    const { tier } = await this.host.startedDevice();
    return { dataset, tier };
  }

  private refuseWhileTraining(what: string): void {
    if (this.host.run.isTraining)
      throw new Error(`${what} while a run is training. Pause or stop it first.`);
  }
}
