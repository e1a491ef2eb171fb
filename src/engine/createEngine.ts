/** The one place that chooses what runs a model on a tier: a compiled plan, or the reference engine. */
import type { Model } from "../nn/model";
import type { Engine } from "./engine";
import { LimitError } from "./limitError";
import type { Preparation } from "./preparation";
import { TfjsEngine } from "./tfjs/TfjsEngine";
import type { Tier } from "./tier";
import { createWasmEngine } from "./wasm/createWasmEngine";

export interface CreatedEngine {
  engine: Engine;
  /** Why it is not the tier's fast engine, as a sentence; null where it is. */
  slower: string | null;
}

type Create = (model: Model, seed: number, preparation: Preparation) => Promise<Engine>;

/** The tiers that have a compiled plan. */
const compiled: Partial<Record<Tier, Create>> = {
  wasm: createWasmEngine,
  // Loaded where it is used, as TensorFlow.js's backends are.
  webgpu: async (model, seed, preparation) => {
    const { createWebgpuEngine } = await import("./webgpu/createWebgpuEngine");
    return createWebgpuEngine(model, seed, preparation);
  },
};

/**
 * The tier's backend of TensorFlow.js has to be running. Rejects where the device is too small for the
 * batches.
 */
export async function createEngine(
  model: Model,
  tier: Tier,
  seed: number,
  preparation: Preparation,
): Promise<CreatedEngine> {
  const create = compiled[tier];
  try {
    if (create) return { engine: await create(model, seed, preparation), slower: null };
  } catch (error) {
    if (error instanceof LimitError) throw error;
    const slower = `Training runs slower than it could, without compiled steps: ${String(error)}`;
    return { engine: new TfjsEngine(model, tier, seed), slower };
  }
  return { engine: new TfjsEngine(model, tier, seed), slower: null };
}
