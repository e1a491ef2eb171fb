import { expect, test } from "vitest";
import { startDevice } from "../engine/device";
import type { WorkerEvent } from "../protocol";
import { readCheckpoint } from "../train/checkpointFile";
import { Files } from "./Files";
import { dataset, halfWay } from "./testCheckpoint";

function filesOf(emit: (event: WorkerEvent) => void = () => undefined, checkpoint = halfWay()) {
  return new Files({
    emit,
    startedDevice: () => startDevice("cpu"),
    run: { checkpoint, imagesOf: () => Promise.resolve({ dataset, fingerprint: "f" }) },
  });
}

test("a file tells its progress, rising, and is about as large as was said", async () => {
  const shares: number[] = [];
  const files = filesOf((event) => {
    if (event.type === "fileProgress") shares.push(event.share);
  });
  const made = await files.download("checkpoint.zip");
  expect(shares.length).toBeGreaterThan(2);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares[0]).toBe(0);
  expect(shares.at(-1)).toBe(1);
  expect((await readCheckpoint(made!.blob)).progress.step).toBe(1);
  for (const name of ["checkpoint.zip", "best.safetensors", "config.json"] as const) {
    const { size } = (await files.download(name))!.blob;
    expect(files.sizes()[name]! / size, name).toBeGreaterThan(0.7);
    expect(files.sizes()[name]! / size, name).toBeLessThan(1.4);
  }
});

test("exports of many classes are about as large as was said", async () => {
  const classes = Array.from({ length: 200 }, (_, i) => `class number ${i}`);
  const files = filesOf(undefined, halfWay(classes));
  for (const format of ["onnx", "tfjs", "html"] as const) {
    const { name, blob } = (await files.export(format))!;
    expect(files.sizes()[name]! / blob.size, name).toBeGreaterThan(0.8);
    expect(files.sizes()[name]! / blob.size, name).toBeLessThan(1.2);
  }
});

test("a file that is given up while it is made is answered with nothing", async () => {
  const files = filesOf((event) => {
    if (event.type === "fileProgress" && event.share > 0) files.cancel(event.name);
  });
  expect(await files.download("checkpoint.zip")).toBeNull();
  // Giving one up says nothing of the others, and it can be made again.
  expect(await files.download("config.json")).not.toBeNull();
});

test("a file asked for twice is made once", async () => {
  const files = filesOf();
  const [first, second] = await Promise.all([
    files.download("checkpoint.zip"),
    files.download("checkpoint.zip"),
  ]);
  expect(first).toBeNull();
  expect(second).not.toBeNull();
});

test("what can't be made says why", async () => {
  await expect(filesOf().download("best-raw.safetensors")).rejects.toThrow("does not average");
});
