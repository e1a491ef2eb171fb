/**
 * One run in the browser's storage: a folder with the newest two states, each a `checkpoint.zip` of its own,
 * so that one that is damaged leaves the one before. Nothing is ever written over.
 */
import { readPrivateFile, removePrivate, writePrivateFile } from "../lib/privateFolder";
import type { KeptRunAbout } from "../protocol";
import type { Checkpoint } from "../train/checkpoint";
import { readCheckpoint, readCheckpointManifest } from "../train/checkpointFile";
import { endReasons, type EndReason } from "../train/events";

const GENERATIONS = 2;
const STATE = /^state-(\d+)\.zip$/;
/** How the run ended; there is none while it is on, or where it was cut off. */
const END = "end";

export class KeptRun {
  /** @param folder the run's own */
  constructor(private readonly folder: FileSystemDirectoryHandle) {}

  /** @throws DOMException QuotaExceededError where there is no room; what was kept before still is */
  async write(checkpoint: Uint8Array<ArrayBuffer>): Promise<void> {
    const before = await this.generations();
    await writePrivateFile(this.folder, nameOf((before[0] ?? 0) + 1), checkpoint);
    for (const old of before.slice(GENERATIONS - 1)) await removePrivate(this.folder, nameOf(old));
  }

  async writeEnd(reason: EndReason | null): Promise<void> {
    await removePrivate(this.folder, END);
    if (reason) await writePrivateFile(this.folder, END, new TextEncoder().encode(reason));
  }

  /** The newest state that is whole. Throws, with the newest one's reason, where none is. */
  read(): Promise<Checkpoint> {
    return this.newest(readCheckpoint);
  }

  /** What a list of runs says of it; null where nothing was ever kept. Throws as `read` does. */
  async about(): Promise<(KeptRunAbout & { fingerprint: string }) | null> {
    const generations = await this.generations();
    if (generations.length === 0) return null;
    const manifest = await this.newest(readCheckpointManifest);
    return { ...aboutOf(manifest), end: await this.end(), fingerprint: manifest.data.fingerprint };
  }

  async size(): Promise<{ bytes: number; savedAtMs: number }> {
    const files = await Promise.all(
      (await this.generations()).map((generation) =>
        readPrivateFile(this.folder, nameOf(generation)),
      ),
    );
    const sizes = files.map((file) => file?.size ?? 0);
    return {
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      savedAtMs: files[0]?.lastModified ?? 0,
    };
  }

  private async newest<T>(read: (file: File) => Promise<T>): Promise<T> {
    let problem: unknown = new Error("Nothing was kept of this run.");
    for (const [index, generation] of (await this.generations()).entries()) {
      try {
        const file = await readPrivateFile(this.folder, nameOf(generation));
        if (file) return await read(file);
      } catch (error) {
        if (index === 0) problem = error;
      }
    }
    throw problem;
  }

  /** Newest first. */
  private async generations(): Promise<number[]> {
    const found: number[] = [];
    for await (const name of this.folder.keys()) {
      const generation = STATE.exec(name)?.[1];
      if (generation) found.push(Number(generation));
    }
    return found.sort((a, b) => b - a);
  }

  private async end(): Promise<EndReason | null> {
    const text = await (await readPrivateFile(this.folder, END))?.text();
    return endReasons.find((reason) => reason === text) ?? null;
  }
}

const nameOf = (generation: number) => `state-${generation}.zip`;

function aboutOf({
  data: { name: dataName, imageCount },
  classes: { length: classCount },
  progress: { epoch, best },
  config: { model, training },
}: Awaited<ReturnType<typeof readCheckpointManifest>>): Omit<KeptRunAbout, "end"> {
  const { epochs } = training;
  return { dataName, imageCount, classCount, modelName: model.name, epoch, epochs, best };
}
