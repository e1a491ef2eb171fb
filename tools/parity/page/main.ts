/** The page of `npm run parity`: a fresh worker for every run that is told step by step. */
import * as Comlink from "comlink";
import type { Config } from "../../../src/train/config";
import type { Traced, Tracer } from "./trace.worker";

declare global {
  /** What Node asks of this page. */
  var trace: (config: Config) => Promise<Traced>;
}

globalThis.trace = async (config) => {
  const worker = new Worker(new URL("./trace.worker.ts", import.meta.url), { type: "module" });
  const death = new Promise<never>((_, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message || "The worker did not start."));
  });
  try {
    return await Promise.race([death, Comlink.wrap<Tracer>(worker).trace(config)]);
  } finally {
    worker.terminate();
  }
};
