import { expect, test } from "vitest";
import { buildPart, registrySchema } from "../lib/part";
import { filledState } from "../nn/filledState";
import { models } from "../parts/models";
import { writeLayersModel } from "../parts/formats/tfjs/layersModel";
import { writeWeights } from "../parts/formats/weights";
import type { WorkerEvent } from "../protocol";
import { defaultConfig } from "../train/config";
import { writeCheckpoint } from "../train/checkpointFile";
import { config as runConfig, halfWay } from "./testCheckpoint";
import { Weights } from "./Weights";

const chosen = registrySchema(models).parse({ name: "efficientNetLite0" });
const name = "timm/efficientnet_lite0.ra_in1k";

function file(): Uint8Array<ArrayBuffer> {
  const model = buildPart(models, chosen, { classCount: 5, imageSizePx: 224 });
  return writeWeights(model, filledState(model, 1), {});
}

test("weights are fetched once, checked, and there again offline and in the next session", async () => {
  const events: WorkerEvent[] = [];
  const url = URL.createObjectURL(new Blob([file()]));
  const first = new Weights(
    (event) => events.push(event),
    () => url,
  );
  const answer = await first.fetch(name, chosen);
  expect(answer).toMatchObject({ ok: true, model: { weights: { name, imageSizePx: 224 } } });
  expect(events.at(-1)).toMatchObject({ type: "weightsProgress" });
  URL.revokeObjectURL(url);

  const second = new Weights(
    () => undefined,
    () => "https://nowhere.invalid/",
  );
  expect(await second.fetch(name, chosen)).toEqual(answer);
  if (!answer?.ok) throw new Error("They were not taken.");
  const config = { ...defaultConfig, model: answer.model };
  expect(await second.problems(config)).toEqual([]);
  const weights = { ...answer.model.weights!, sha256: "0".repeat(64) };
  const others = { ...config, model: { ...answer.model, weights } };
  expect(await second.problems(others)).toMatchObject([{ path: "model.weights" }]);
  await caches.delete("homeroom-weights");
});

test("kept weights that are damaged, or can't be read, are fetched again", async () => {
  const weights = () =>
    new Weights(
      () => undefined,
      () => URL.createObjectURL(new Blob([file()])),
    );
  const answer = await weights().fetch(name, chosen);
  const cache = await caches.open("homeroom-weights");
  const [kept] = (await cache.keys()).filter(({ url }) => !url.includes("name"));
  await cache.put(kept!, new Response("damaged"));
  expect(await weights().fetch(name, chosen)).toEqual(answer);
  const { match } = Cache.prototype;
  Cache.prototype.match = () => Promise.reject(new DOMException("gone", "InvalidStateError"));
  expect(await weights().fetch(name, chosen)).toEqual(answer);
  Cache.prototype.match = match;
  await caches.delete("homeroom-weights");
});

test("a file that does not fit is not kept", async () => {
  const weights = new Weights(
    () => undefined,
    () => "https://nowhere.invalid/",
  );
  const picked = new File([file()], "mine.safetensors");
  const small = registrySchema(models).parse({ name: "smallCnn" });
  expect(await weights.open([picked], small)).toMatchObject({ ok: false });
  const cache = await caches.open("homeroom-weights");
  expect(await cache.keys()).toEqual([]);
  await expect(weights.open([new File(["no"], "no")], small)).rejects.toThrow("too short");
});

test("weights that are given up, while they are read or fetched, are neither taken nor kept", async () => {
  const weights = new Weights(
    () => weights.cancel(),
    () => URL.createObjectURL(new Blob([file()])),
  );
  expect(await weights.fetch(name, chosen)).toBeNull();
  const read = weights.open([new File([file()], "mine.safetensors")], chosen);
  weights.cancel();
  expect(await read).toBeNull();
  const cache = await caches.open("homeroom-weights");
  expect(await cache.keys()).toEqual([]);
});

test("a checkpoint gives its best weights, to its own architecture", async () => {
  const weights = new Weights(() => undefined);
  const checkpoint = new File([await writeCheckpoint(halfWay())], "checkpoint.zip");
  const { model } = runConfig;
  const answer = await weights.open([checkpoint], { name: "smallCnn" });
  expect(answer).toMatchObject({ ok: true, model: { ...model, weights: { imageSizePx: 8 } } });
  expect(await weights.open([checkpoint], { name: "resnet18" })).toMatchObject({ ok: false });
  await caches.delete("homeroom-weights");
});

test("a LayersModel with numbers that no model could have says which, layer by layer", async () => {
  const small = registrySchema(models).parse({ name: "smallCnn", width: 4 });
  const model = buildPart(models, small, { classCount: 5, imageSizePx: 16 });
  const state = filledState(model, 1);
  for (const values of Object.values(state.parameters)) values[0] = NaN;
  const parts = writeLayersModel({
    model,
    state,
    classes: ["a", "b", "c", "d", "e"],
    normalization: { mean: [0, 0, 0], standardDeviation: [1, 1, 1] },
    examples: [],
    metadata: {},
  });
  const files = Object.entries<BlobPart>({ ...parts }).map(
    ([name, part]) => new File([part], name),
  );
  const answer = await new Weights(() => undefined).open(files, small);
  expect(answer).toMatchObject({
    ok: false,
    message: expect.stringContaining("damaged") as string,
  });
  if (!answer || answer.ok) throw new Error("It was taken.");
  expect(answer.differences).toHaveLength(Object.keys(state.parameters).length);
  expect(answer.differences[0]).toMatch(/holds NaN or infinity$/);
});
