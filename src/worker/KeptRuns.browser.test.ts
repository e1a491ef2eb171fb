import { beforeEach, expect, test } from "vitest";
import { fingerprintOf } from "../data/fingerprint";
import { openPrivateFolder, readPrivateFile, writePrivateFile } from "../lib/privateFolder";
import type { KeptRunEntry, WorkerEvent } from "../protocol";
import type { Checkpoint } from "../train/checkpoint";
import { KeptRuns } from "./KeptRuns";
import { dataset, halfWay } from "./testCheckpoint";

let runs: readonly KeptRunEntry[] = [];
const problems: (string | null)[] = [];
const emit = (event: WorkerEvent) => {
  if (event.type === "keptRunsChanged") runs = event.runs;
  if (event.type === "runKept") problems.push(event.problem);
};

beforeEach(async () => {
  const root = await navigator.storage.getDirectory();
  const names: string[] = [];
  for await (const name of root.keys()) names.push(name);
  for (const name of names) await root.removeEntry(name, { recursive: true });
  problems.length = 0;
});

async function stateAt(step: number): Promise<Checkpoint> {
  const checkpoint = halfWay();
  const fingerprint = await fingerprintOf(dataset);
  return {
    ...checkpoint,
    data: { ...checkpoint.data, fingerprint },
    progress: { ...checkpoint.progress, step },
  };
}

/** Keeps a run of so many states and closes it, as a tab does that goes on to another run. */
async function keep(steps: readonly number[]): Promise<string> {
  const kept = new KeptRuns(emit);
  const keeper = (await kept.begin("test"))!;
  for (const [index, step] of steps.entries()) {
    const checkpoint = await stateAt(step);
    keeper.offer(checkpoint, { matters: true });
    if (index === 0) keeper.keepImages(dataset, checkpoint.data.fingerprint);
    await keeper.settled;
  }
  await kept.close(keeper);
  return keeper.id;
}

async function folderOf(id: string): Promise<FileSystemDirectoryHandle> {
  return (await openPrivateFolder("homeroom-runs"))!.getDirectoryHandle(id);
}

async function filesOf(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names.sort();
}

test("a run is there again with its newest state and its images, of which two states are kept", async () => {
  const id = await keep([1, 2, 3]);
  expect(problems).toEqual([null, null, null]);
  expect(runs).toEqual([expect.objectContaining({ id, hasImages: true, isOpenElsewhere: false })]);
  expect(runs[0]!.about).toMatchObject({ dataName: "squares", epoch: 0, best: null, end: null });
  expect(await filesOf(await folderOf(id))).toEqual(["state-2.zip", "state-3.zip"]);
  const opened = await new KeptRuns(emit).open(id);
  expect(opened.checkpoint).toEqual(await stateAt(3));
  expect(opened.dataset).toEqual(dataset);
  await opened.keeper.close();
});

test("a newest state that was cut off or damaged leaves the one before", async () => {
  const id = await keep([1, 2]);
  const folder = await folderOf(id);
  const whole = new Uint8Array(await (await readPrivateFile(folder, "state-2.zip"))!.arrayBuffer());
  const flipped = whole.map((byte, index) => (index === whole.length >> 1 ? byte ^ 1 : byte));
  for (const damaged of [new Uint8Array(0), whole.subarray(0, whole.length - 100), flipped]) {
    await writePrivateFile(folder, "state-2.zip", damaged);
    const { checkpoint, keeper } = await new KeptRuns(emit).open(id);
    expect(checkpoint.progress.step).toBe(1);
    await keeper.close();
  }
});

test("a run that only another version can read is listed with the reason and stays", async () => {
  const id = await keep([1]);
  const folder = await folderOf(id);
  const bytes = new TextEncoder().encode("a file of a later time");
  await writePrivateFile(folder, "state-2.zip", bytes);
  await writePrivateFile(folder, "state-1.zip", bytes);
  const kept = new KeptRuns(emit);
  await kept.tell();
  expect(runs.map((run) => run.id)).toEqual([id]);
  expect(runs[0]!.about).toHaveProperty("problem");
  await expect(kept.open(id)).rejects.toThrow();
  const other = await keep([1]);
  await kept.remove(other);
  // Whose its images are nobody knows, so they stay as well.
  expect(await filesOf((await openPrivateFolder("homeroom-images"))!)).toHaveLength(1);
  await kept.remove(id);
  expect(runs).toEqual([]);
  expect(await filesOf((await openPrivateFolder("homeroom-images"))!)).toEqual([]);
});

test("a run that is open in one tab can't be opened or deleted in another", async () => {
  const id = await keep([1]);
  const { keeper } = await new KeptRuns(emit).open(id);
  const other = new KeptRuns(emit);
  await other.tell();
  expect(runs).toEqual([expect.objectContaining({ id, isOpenElsewhere: true })]);
  await expect(other.open(id)).rejects.toThrow("open in another tab");
  await expect(other.remove(id)).rejects.toThrow("open in another tab");
  await keeper.close();
  await other.remove(id);
  expect(runs).toEqual([]);
});

test("images that are not as they were are not taken for the run's", async () => {
  const id = await keep([1]);
  const images = (await openPrivateFolder("homeroom-images"))!;
  const folder = await images.getDirectoryHandle(await fingerprintOf(dataset));
  await writePrivateFile(folder, "pixels.bin", new Uint8Array(dataset.pixels.length));
  const opened = await new KeptRuns(emit).open(id);
  expect(opened.dataset).toBeNull();
  expect(opened.checkpoint.progress.step).toBe(1);
  await opened.keeper.close();
});

test("the way a run ended is told, until it goes on", async () => {
  const id = await keep([1]);
  for (const end of ["stopped", null, "finished"] as const) {
    const kept = new KeptRuns(emit);
    const { keeper } = await kept.open(id);
    keeper.end(end);
    await kept.close(keeper);
    expect(runs[0]!.about).toMatchObject({ end });
  }
});

test("where files can't be written a run is not kept, and that is told", async () => {
  const { prototype } = FileSystemFileHandle;
  const original = Object.getOwnPropertyDescriptor(prototype, "createWritable")!;
  Reflect.deleteProperty(prototype, "createWritable");
  try {
    const kept = new KeptRuns(emit);
    expect(await kept.begin("test")).toBeNull();
    expect(problems).toEqual([expect.stringContaining("no storage to keep it in")]);
    await kept.tell();
    expect(runs).toEqual([]);
  } finally {
    Object.defineProperty(prototype, "createWritable", original);
  }
});

test("a state that is offered again is not written again", async () => {
  const kept = new KeptRuns(emit);
  const keeper = (await kept.begin("test"))!;
  const state = await stateAt(1);
  for (let i = 0; i < 3; i++) {
    keeper.offer(state, { matters: true });
    await keeper.settled;
  }
  expect(await filesOf(await folderOf(keeper.id))).toEqual(["state-1.zip"]);
  await kept.close(keeper);
});
