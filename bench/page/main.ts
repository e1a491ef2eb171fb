/** The page under measurement: a worker for every engine and model, so that none inherits another's state. */
import * as Comlink from "comlink";
import type { Prepared, Served } from "../contenders/serve";
import { measurePeaks, type Peaks } from "./peaks";
import type { Job, Timing } from "../contenders/stepper";

export type Library = "homeroom" | "loop" | "tfjs" | "jax";

const start: Record<Library, () => Worker> = {
  homeroom: () => new Worker(new URL("./homeroom.worker.ts", import.meta.url), { type: "module" }),
  loop: () => new Worker(new URL("./loop.worker.ts", import.meta.url), { type: "module" }),
  tfjs: () => new Worker(new URL("./tfjs.worker.ts", import.meta.url), { type: "module" }),
  jax: () => new Worker(new URL("./jax.worker.ts", import.meta.url), { type: "module" }),
};

interface Open {
  worker: Worker;
  calls: Comlink.Remote<Served>;
  /** Rejects when the worker dies, which answers no call. */
  death: Promise<never>;
}

export class Bench {
  private readonly open = new Map<string, Open>();

  async prepare(id: string, library: Library, setup: string, job: Job): Promise<Prepared> {
    const worker = start[library]();
    const death = new Promise<never>((_, reject) => {
      worker.onerror = ({ message }) => reject(new Error(message || "The worker did not start."));
    });
    const calls = Comlink.wrap<Served>(worker);
    this.open.set(id, { worker, calls, death });
    return Promise.race([death, calls.prepare(setup, job)]);
  }

  measure(id: string, steps: number): Promise<Timing> {
    const { calls, death } = this.open.get(id)!;
    return Promise.race([death, calls.measure(steps)]);
  }

  /** What the machine's arithmetic reaches, in GFLOP/s. */
  peaks(): Promise<Peaks> {
    return measurePeaks();
  }

  /** Ends the worker; the most memory that it held. */
  async close(id: string): Promise<number | null> {
    const { calls, death, worker } = this.open.get(id)!;
    this.open.delete(id);
    try {
      return await Promise.race([death, calls.peakBytes()]);
    } finally {
      worker.terminate();
    }
  }
}

declare global {
  /** What Node asks of this page. */
  var bench: Bench;
}

globalThis.bench = new Bench();
