import {
  BlobReader,
  BlobWriter,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from "@zip.js/zip.js";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { attacked } from "../lib/hostileJson";
import { sha256 } from "../lib/sha256";
import { filledState } from "../nn/filledState";
import { parametersOf } from "../nn/model";
import { readSafetensors, writeSafetensors } from "../parts/formats/safetensors";
import { modelOf, type Checkpoint } from "./checkpoint";
import { readCheckpoint, writeCheckpoint } from "./checkpointFile";
import { parseManifest } from "./checkpointManifest";
import { startOfRun } from "./progress";
import { testConfig } from "./testRun";

const config = testConfig({ optimizer: { name: "sgd", momentum: 0.9 } });
const classes = ["cat", "dog"];
const model = modelOf(config, classes, 8);
const state = filledState(model, 1);
const checkpoint: Checkpoint = {
  run: {
    runId: "test",
    config,
    device: { tier: "wasm", detail: "", reason: "" },
    classes,
    imageCounts: { train: 8, validation: 2, test: 0 },
    stepsPerEpoch: 4,
  },
  imageSizePx: 8,
  normalization: { mean: [0.5, 0.5, 0.5], standardDeviation: [1, 1, 1] },
  data: { name: "pets", imageCount: 10, fingerprint: "f" },
  progress: { ...startOfRun, stepInEpoch: 1, step: 1, bestModel: state },
  engine: {
    ...state,
    optimizer: Object.fromEntries(
      parametersOf(model).map(({ name }) => [
        name,
        { step: 1, slots: { momentum_buffer: state.parameters[name]! } },
      ]),
    ),
    lossSum: 0,
    average: null,
  },
};

type Files = Map<string, Uint8Array<ArrayBuffer>>;
let files: Files;
let manifest: string;

beforeAll(async () => {
  const zip = new ZipReader(new BlobReader(await writeCheckpoint(checkpoint)));
  files = new Map();
  for (const entry of await zip.getEntries())
    if (!entry.directory)
      files.set(entry.filename, new Uint8Array(await entry.getData(new Uint8ArrayWriter())));
  manifest = new TextDecoder().decode(files.get("manifest.json"));
});

async function zipped(changes: Record<string, Uint8Array<ArrayBuffer> | string>): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter("application/zip"), { level: 0, useWebWorkers: false });
  for (const [name, bytes] of files) {
    const changed = changes[name] ?? bytes;
    const content = typeof changed === "string" ? new TextEncoder().encode(changed) : changed;
    await zip.add(name, new Uint8ArrayReader(content));
  }
  return zip.close();
}

/** The checkpoint with other tensors, whose hash is in order. */
async function withTensors(name: string, change: (values: Float32Array, tensor: string) => void) {
  const { tensors, metadata } = readSafetensors(files.get(name)!);
  for (const tensor of tensors) change(tensor.values, tensor.name);
  const bytes = writeSafetensors({ tensors, metadata });
  const hashes = JSON.parse(manifest) as { files: Record<string, string> };
  hashes.files[name] = await sha256(bytes);
  return zipped({ [name]: bytes, "manifest.json": JSON.stringify(hashes) });
}

const withManifest = (changes: object) =>
  zipped({ "manifest.json": JSON.stringify({ ...(JSON.parse(manifest) as object), ...changes }) });

describe("a checkpoint", () => {
  test("is read as it was written", async () => {
    expect(await readCheckpoint(await zipped({}))).toEqual(checkpoint);
  });

  test("with any byte of its tensors flipped is refused", async () => {
    for (const name of ["model.safetensors", "best.safetensors", "optimizer.safetensors"])
      for (const share of [0, 0.01, 0.5, 0.999]) {
        const bytes = files.get(name)!.slice();
        bytes[Math.floor(share * bytes.length)]! ^= 4;
        const read = readCheckpoint(await zipped({ [name]: bytes }));
        await expect(read).rejects.toThrow(`${name} is not what was saved`);
      }
  });

  test("with a byte of its archive flipped is refused, or is the same", async () => {
    const whole = new Uint8Array(await (await zipped({})).arrayBuffer());
    for (let i = 0; i < 60; i++) {
      const bytes = whole.slice();
      bytes[Math.floor((i / 60) * bytes.length)]! ^= 16;
      const read = await readCheckpoint(new Blob([bytes])).catch((error: unknown) => error);
      if (read instanceof Error) continue;
      expect(read).toEqual(checkpoint);
    }
  });

  test("with NaN in its weights or its optimizer state is refused", async () => {
    const poison = (values: Float32Array, name: string) => {
      if (name.endsWith("classifier.weight")) values[3] = NaN;
    };
    for (const name of ["model.safetensors", "best.safetensors"])
      await expect(readCheckpoint(await withTensors(name, poison))).rejects.toThrow(
        "classifier.weight holds NaN",
      );
    const optimizer = await withTensors("optimizer.safetensors", poison);
    await expect(readCheckpoint(optimizer)).rejects.toThrow(
      "classifier.weight does not fit or holds NaN",
    );
  });

  test("of another architecture, other classes or another version says so", async () => {
    const other = { ...config, model: { ...config.model, width: 8 } };
    await expect(readCheckpoint(await withManifest({ config: other }))).rejects.toThrow(
      "features.0.conv.weight has 108 numbers instead of 216",
    );
    await expect(readCheckpoint(await withManifest({ classes: ["a", "b", "c"] }))).rejects.toThrow(
      "classifier.weight has 32 numbers instead of 48",
    );
    await expect(readCheckpoint(await withManifest({ homeroomCheckpoint: 2 }))).rejects.toThrow(
      "another version of Homeroom",
    );
    const adam = { ...config, optimizer: testConfig({ optimizer: { name: "adam" } }).optimizer };
    await expect(readCheckpoint(await withManifest({ config: adam }))).rejects.toThrow(
      "momentum_buffer:features.0.conv.weight is not part of it",
    );
    const progress = { ...(JSON.parse(manifest) as { progress: object }).progress, epoch: 3 };
    await expect(readCheckpoint(await withManifest({ progress }))).rejects.toThrow("contradicts");
    await expect(readCheckpoint(await zipped({ "manifest.json": "{" }))).rejects.toThrow("no JSON");
  });

  test("2,000 hostile manifests are read or refused, and touch no prototype", () => {
    fc.assert(
      fc.property(attacked(manifest), (text) => {
        try {
          expect(parseManifest(text).homeroomCheckpoint).toBe(1);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 2000, seed: 12 },
    );
    expect(Object.prototype).not.toHaveProperty("polluted");
  });

  test("a hostile manifest in a whole archive is read or refused", async () => {
    await fc.assert(
      fc.asyncProperty(attacked(manifest), async (text) => {
        const read = await readCheckpoint(await zipped({ "manifest.json": text })).catch(
          (error: unknown) => error,
        );
        if (!(read instanceof Error)) expect(Object.keys(read as object)).toContain("engine");
      }),
      { numRuns: 100, seed: 12 },
    );
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});
