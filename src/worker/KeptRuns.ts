/** The runs in the browser's storage: those that ended, those that were cut off, the one that is on. */
import type { Dataset } from "../data/dataset";
import { claim, claimed } from "../lib/claim";
import { openPrivateFolder, removePrivate } from "../lib/privateFolder";
import type { KeptRunEntry, WorkerEvent } from "../protocol";
import type { Checkpoint } from "../train/checkpoint";
import { KeptImages } from "./KeptImages";
import { KeptRun } from "./KeptRun";
import { RunKeeper } from "./RunKeeper";
import { storageProblem } from "./storageProblem";

const FOLDER = "homeroom-runs";
const NO_STORAGE =
  "This browser gives the page no storage to keep it in: it is a private window, or an older browser. Save the checkpoint before you close this tab.";

export class KeptRuns {
  private readonly images = new KeptImages();
  /** Open in this tab. */
  private readonly mine = new Set<string>();

  constructor(private readonly emit: (event: WorkerEvent) => void) {}

  /** A place for a run that is kept from now on; null, which is told, where the browser has none. */
  async begin(runId: string): Promise<RunKeeper | null> {
    const id = crypto.randomUUID();
    try {
      const runs = await openPrivateFolder(FOLDER);
      const folder = await runs?.getDirectoryHandle(id, { create: true });
      if (folder) return await this.keeperOf(id, runId, folder);
      this.emit({ type: "runKept", runId, problem: NO_STORAGE });
    } catch (error) {
      this.emit({ type: "runKept", runId, problem: storageProblem(error) });
    }
    return null;
  }

  /**
   * The newest state that is whole, its images if they are kept, and who keeps it from now on.
   * @throws Error where another tab has it, or nothing of it can be read
   */
  async open(
    id: string,
  ): Promise<{ checkpoint: Checkpoint; dataset: Dataset | null; keeper: RunKeeper }> {
    const folder = await this.folderOf(id);
    const checkpoint = await new KeptRun(folder).read();
    const dataset = await this.images.get(checkpoint.data.fingerprint);
    const keeper = await this.keeperOf(id, checkpoint.run.runId, folder);
    await this.tell();
    return { checkpoint, dataset, keeper };
  }

  /** @throws Error where a tab has it open */
  async remove(id: string): Promise<void> {
    const runs = await openPrivateFolder(FOLDER);
    const letGo = await this.claim(id);
    try {
      if (runs) await removePrivate(runs, id);
    } finally {
      letGo();
    }
    const kept = await this.entries();
    // Of a run that can't be read nobody knows the images.
    if (kept.every(({ fingerprint }) => fingerprint !== null))
      await this.images.removeAllBut(new Set(kept.map(({ fingerprint }) => fingerprint!)));
    await this.tell();
  }

  /** Lets another tab have the run, once all is written. */
  async close(keeper: RunKeeper): Promise<void> {
    await keeper.close();
    this.mine.delete(keeper.id);
    await this.tell();
  }

  /** Lists the runs anew. */
  async tell(): Promise<void> {
    const runs = (await this.entries())
      .filter(({ entry }) => !this.mine.has(entry.id))
      .map(({ entry }) => entry)
      .sort((a, b) => b.savedAtMs - a.savedAtMs);
    this.emit({ type: "keptRunsChanged", runs });
  }

  private async entries(): Promise<{ entry: KeptRunEntry; fingerprint: string | null }[]> {
    const folders: [string, FileSystemDirectoryHandle][] = [];
    const runs = await openPrivateFolder(FOLDER);
    if (runs)
      for await (const [id, handle] of runs.entries())
        if (handle.kind === "directory") folders.push([id, handle]);
    const open = await claimed(folders.map(([id]) => lockOf(id)));
    const described = await Promise.all(
      folders.map(([id, folder]) => this.describe(id, folder, open.has(lockOf(id)))),
    );
    return described.filter((it) => it !== null);
  }

  /** null where nothing was kept yet. */
  private async describe(id: string, folder: FileSystemDirectoryHandle, isOpenElsewhere: boolean) {
    const kept = new KeptRun(folder);
    const { bytes, savedAtMs } = await kept.size();
    const entry = { id, bytes, savedAtMs, isOpenElsewhere };
    try {
      const known = await kept.about();
      if (!known) return null;
      const { fingerprint, ...about } = known;
      const hasImages = await this.images.has(fingerprint);
      return { entry: { ...entry, hasImages, about }, fingerprint };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return { entry: { ...entry, hasImages: false, about: { problem } }, fingerprint: null };
    }
  }

  private async folderOf(id: string): Promise<FileSystemDirectoryHandle> {
    const runs = await openPrivateFolder(FOLDER);
    try {
      return await runs!.getDirectoryHandle(id);
    } catch {
      throw new Error(
        "This run is no longer kept: it was deleted, or the browser cleared its storage.",
      );
    }
  }

  private async keeperOf(
    id: string,
    runId: string,
    folder: FileSystemDirectoryHandle,
  ): Promise<RunKeeper> {
    const letGo = await this.claim(id);
    this.mine.add(id);
    return new RunKeeper({
      id,
      kept: new KeptRun(folder),
      images: this.images,
      tell: (problem) => this.emit({ type: "runKept", runId, problem }),
      letGo,
    });
  }

  private async claim(id: string): Promise<() => void> {
    const letGo = await claim(lockOf(id));
    if (!letGo) throw new Error("This run is open in another tab. Close it there first.");
    return letGo;
  }
}

const lockOf = (id: string) => `homeroom-run/${id}`;
