/** Keeps a run as it goes: often enough that little is lost, and no oftener than training hardly notices. */
import type { Dataset } from "../data/dataset";
import type { Checkpoint } from "../train/checkpoint";
import { writeCheckpoint } from "../train/checkpointFile";
import type { EndReason } from "../train/events";
import type { KeptImages } from "./KeptImages";
import type { KeptRun } from "./KeptRun";
import { storageProblem } from "./storageProblem";

/** What a tab that is killed loses of a run's training, at most, where states are written quickly. */
const INTERVAL_MS = 5_000;
/** Large states are kept more rarely: keeping, with the training that goes on meanwhile, takes this part of the time. */
const SHARE = 0.1;
/** What is lost at most, however long it takes. */
const LONGEST_MS = 30_000;

interface Inputs {
  /** Among the kept runs. */
  id: string;
  kept: KeptRun;
  images: KeptImages;
  /** Hears, after each attempt, why the newest state is not kept, or null. */
  tell: (problem: string | null) => void;
  letGo: () => void;
}

export class RunKeeper {
  private waiting: Checkpoint | null = null;
  /** The last one that was taken; null where it could not be written. */
  private newest: Checkpoint | null = null;
  /** Infinite while a state is being written. */
  private dueMs = 0;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly inputs: Inputs) {}

  get id(): string {
    return this.inputs.id;
  }

  /** Whether it is time for a new state. */
  get isDue(): boolean {
    return performance.now() >= this.dueMs;
  }

  /** Keeps this state if it is time for one; if it matters in any case, once another is written. */
  offer(checkpoint: Checkpoint, { matters }: { matters: boolean }): void {
    // What is kept or on its way is not written again.
    if (checkpoint === this.newest || (!matters && !this.isDue)) return;
    const isQueued = this.waiting !== null;
    this.waiting = this.newest = checkpoint;
    this.dueMs = Infinity;
    if (!isQueued) this.do(() => this.write());
  }

  /** Where there is no room for them the run is kept all the same: they can be imported again. */
  keepImages(dataset: Dataset, fingerprint: string): void {
    this.do(() => this.inputs.images.keep(dataset, fingerprint).catch(() => undefined));
  }

  /** null while the run is on. */
  end(reason: EndReason | null): void {
    this.do(() => this.inputs.kept.writeEnd(reason));
  }

  /** Once all is written that was asked for so far. */
  get settled(): Promise<void> {
    return this.work;
  }

  /** Settles once all is written; another may have the run then. */
  async close(): Promise<void> {
    await this.settled;
    this.inputs.letGo();
  }

  /** One thing after the other. */
  private do(work: () => Promise<void>): void {
    const { tell } = this.inputs;
    this.work = this.work.then(work).catch((error: unknown) => tell(storageProblem(error)));
  }

  private async write(): Promise<void> {
    const checkpoint = this.waiting!;
    this.waiting = null;
    const startMs = performance.now();
    try {
      const blob = await writeCheckpoint(checkpoint);
      await this.inputs.kept.write(new Uint8Array(await blob.arrayBuffer()));
      this.inputs.tell(null);
    } catch (error) {
      if (this.newest === checkpoint) this.newest = null;
      throw error;
    } finally {
      const nowMs = performance.now();
      this.dueMs = nowMs + Math.min(Math.max(INTERVAL_MS, (nowMs - startMs) / SHARE), LONGEST_MS);
    }
  }
}
