/** What every engine under measurement does: one training step at a time on one batch. */
import type { Model } from "../../src/nn/model";

export interface Job {
  model: Model;
  batch: number;
  /** "evaluation": a forward pass in eval mode whose logits are read, instead of a training step. */
  pass?: "evaluation";
}

export interface Stepper {
  /** Begins a step; a GPU may still work on it when this returns. */
  step(): void;
  /** Waits until all steps are done; the last one's mean loss, which shows that it has learned. */
  finish(): Promise<number>;
  /** Kernels of one step, where the engine's own count is the only one. */
  dispatches?(): number;
  /** Where neither WebGPU's buffers nor WebAssembly's memories show it. */
  heldBytes?(): number;
}

export interface Timing {
  steps: number;
  ms: number;
  /** The thread that drives the engine was busy for this long. */
  busyMs: number;
}

/** The inputs of every step: 8-bit noise and labels in turn, equal for every engine. */
export function makeInputs({ model, batch }: Pick<Job, "model" | "batch">): {
  pixels: Uint8Array;
  labels: Int32Array;
} {
  const { imageSizePx, channels, classCount } = model;
  // A linear congruential generator: its numbers only have to be spread out.
  let state = 1;
  const pixels = Uint8Array.from({ length: batch * imageSizePx ** 2 * channels }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return { pixels, labels: Int32Array.from({ length: batch }, (_, i) => i % classCount) };
}

export const LEARNING_RATE = 0.001;

export async function time(stepper: Stepper, steps: number): Promise<Timing> {
  const startMs = performance.now();
  let busyMs = 0;
  for (let i = 0; i < steps; i++) {
    const stepMs = performance.now();
    stepper.step();
    busyMs += performance.now() - stepMs;
  }
  const loss = await stepper.finish();
  const ms = performance.now() - startMs;
  if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss}: the step is wrong.`);
  return { steps, ms, busyMs };
}
