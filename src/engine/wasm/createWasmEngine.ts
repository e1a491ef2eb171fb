/** The engine that runs a compiled model on WebAssembly. */
import type { Model } from "../../nn/model";
import { PlanEngine } from "../plan/PlanEngine";
import { Machine } from "./Machine";
import { WasmRuntime } from "./WasmRuntime";

let machine: Promise<Machine> | null = null;

/**
 * Begins to load the kernels and their threads, ahead of the first engine; a failure waits for that
 * engine to tell it.
 */
export function warmUpMachine(): void {
  machine ??= Machine.start();
  machine.catch(() => undefined);
}

/** Rejects where the browser lacks SIMD, shared memory, or memory enough for the model. */
export async function createWasmEngine(model: Model, seed: number): Promise<PlanEngine> {
  machine ??= Machine.start();
  try {
    return createEngineOn(await machine, model, seed);
  } catch (error) {
    machine = null;
    throw error;
  }
}

export function createEngineOn(on: Machine, model: Model, seed: number): PlanEngine {
  return new PlanEngine(model, "wasm", seed, new WasmRuntime(on));
}
