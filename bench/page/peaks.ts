/** What the machine's arithmetic reaches in this browser: multiply-adds on registers, no memory. */
import * as Comlink from "comlink";
import { measureWebgpuPeak } from "./webgpuPeak";

export interface Peaks {
  wasmGflops: number;
  /** null without an adapter. */
  webgpuGflops: number | null;
}

export async function measurePeaks(): Promise<Peaks> {
  return { wasmGflops: await wasmPeak(), webgpuGflops: await measureWebgpuPeak() };
}

/** All cores at once. */
async function wasmPeak(): Promise<number> {
  const workers = Array.from(
    { length: navigator.hardwareConcurrency },
    () => new Worker(new URL("./peak.worker.ts", import.meta.url), { type: "module" }),
  );
  const rates = await Promise.all(
    workers.map((worker) => Comlink.wrap<() => Promise<number>>(worker)()),
  );
  for (const worker of workers) worker.terminate();
  return rates.reduce((sum, rate) => sum + rate, 0);
}
