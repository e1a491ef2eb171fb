/**
 * A GPU's own tile sizes, found by a short trial and kept for the next session. Only what changes no
 * number is tried: with equal seeds, a run is the same on a tuned device and on any other.
 */
import { openCache } from "../../lib/openCache";
import { hardware, software, targetOf, type Target, type TileLimits } from "./target";
import { tileTrialMs } from "./tileTrial";

const CACHE = "homeroom-tuning";
/** Another version of the kernels or of the trial is tuned anew. */
const VERSION = 1;

const THREADS = [1024, 4096, 16_384];
const SUMS = [8, 16, 32];

const targets = new WeakMap<GPUDevice, Promise<Target>>();

/** Of a GPU in software the right target is known, and a trial would take seconds. */
export function tunedTarget(device: GPUDevice): Promise<Target> {
  const kind = targetOf(device);
  if (kind === software) return Promise.resolve(kind);
  let target = targets.get(device);
  if (!target) {
    target = keptTile(device, tileTrialMs).then((tile) => ({ ...kind, tile }));
    targets.set(device, target);
  }
  return target;
}

type Trial = (device: GPUDevice, tile: TileLimits) => Promise<number>;

/** As it was kept, or by trial. */
export async function keptTile(device: GPUDevice, trialMs: Trial): Promise<TileLimits> {
  const { vendor, architecture, device: name, description } = device.adapterInfo;
  const key = [VERSION, vendor, architecture, name, description].map(encodeURIComponent).join("/");
  // Nothing is ever served there: Cache Storage wants addresses.
  const address = `/tuning/${key}`;
  const cache = await openCache(CACHE);
  const kept = await cache?.match(address);
  const tile = kept && tileOf(await kept.text());
  if (tile) return tile;
  const found = await tune(device, trialMs);
  try {
    await cache?.put(address, new Response(JSON.stringify(found)));
  } catch {
    // Storage is full: the next session tries again.
  }
  return found;
}

/** One limit after the other; the usual ones are where it begins, and stay where nothing is faster. */
async function tune(device: GPUDevice, trialMs: Trial): Promise<TileLimits> {
  let best = { tile: hardware.tile, ms: await trialMs(device, hardware.tile) };
  const attempt = async (tile: TileLimits) => {
    const ms = await trialMs(device, tile);
    if (ms < best.ms) best = { tile, ms };
  };
  for (const threads of THREADS.filter((it) => it !== hardware.tile.threads))
    await attempt({ ...hardware.tile, threads });
  const { threads } = best.tile;
  for (const sums of SUMS.filter((it) => it !== hardware.tile.sums))
    await attempt({ threads, sums });
  return best.tile;
}

/** null for what this version did not write. */
function tileOf(json: string): TileLimits | null {
  for (const threads of THREADS)
    for (const sums of SUMS) {
      const tile = { threads, sums };
      if (JSON.stringify(tile) === json) return tile;
    }
  return null;
}
