import { afterEach, beforeEach, expect, test } from "vitest";
import { startDevice } from "../device";
import { everyOpModel, randomBatch } from "../testModel";
import { crossEntropySum as loss } from "../testTraining";
import { createWebgpuEngine } from "./createWebgpuEngine";
import { hardware, software, type TileLimits } from "./target";
import { keptTile, tunedTarget } from "./tunedTarget";
import { tileTrialMs } from "./tileTrial";
import { webgpuBackend } from "./webgpuBackend";

const forget = () => caches.delete("homeroom-tuning");

beforeEach(async () => {
  await startDevice("webgpu");
  await forget();
});
afterEach(forget);

/** Says for each trial how long it took, and which there were. */
function madeUpTrials(msOf: (tile: TileLimits) => number) {
  const tried: TileLimits[] = [];
  const trialMs = (_: GPUDevice, tile: TileLimits) => {
    tried.push(tile);
    return Promise.resolve(msOf(tile));
  };
  return { tried, trialMs };
}

test("the quickest tiles win, and the next session knows them", async () => {
  const { device } = webgpuBackend();
  const { tried, trialMs } = madeUpTrials(({ threads, sums }) => 1e5 / threads + sums);
  expect(await keptTile(device, trialMs)).toEqual({ threads: 16_384, sums: 8 });
  const count = tried.length;
  expect(count).toBe(5);
  expect(await keptTile(device, trialMs)).toEqual({ threads: 16_384, sums: 8 });
  expect(tried).toHaveLength(count);
});

test("where nothing is quicker, the usual tiles stay", async () => {
  const { trialMs } = madeUpTrials(() => 1);
  expect(await keptTile(webgpuBackend().device, trialMs)).toEqual(hardware.tile);
});

test("what is kept and makes no sense is tuned anew", async () => {
  const { device } = webgpuBackend();
  const { trialMs } = madeUpTrials(({ sums }) => sums);
  await keptTile(device, trialMs);
  const cache = await caches.open("homeroom-tuning");
  const [request] = await cache.keys();
  await cache.put(request!, new Response('{"threads":-1,"sums":1e9}'));
  expect(await keptTile(device, trialMs)).toEqual({ ...hardware.tile, sums: 8 });
});

test("a trial runs the real kernels; a GPU in software needs none", async () => {
  const { device } = webgpuBackend();
  expect(await tileTrialMs(device, software.tile, 1)).toBeGreaterThan(0);
  expect(await tunedTarget(device)).toEqual(software);
  expect(await caches.has("homeroom-tuning")).toBe(false);
});

test("no number depends on the tiles", async () => {
  const model = everyOpModel();
  const results = [];
  for (const tile of [
    { threads: 1, sums: 32 },
    { threads: 16_384, sums: 8 },
  ]) {
    const engine = await createWebgpuEngine(model, 3, undefined, { ...hardware, tile });
    engine.setBatch(randomBatch(5));
    engine.backward(loss, 1);
    results.push([await engine.readGradients(), await engine.readLossSum()]);
    engine.dispose();
  }
  expect(results[1]).toEqual(results[0]);
});
