/** How many threads work on a step: one for each core where the page is isolated, else one. */

/** More have nothing to do in steps of small batches. */
const MAX_THREADS = 16;

export function defaultThreadCount(): number {
  return crossOriginIsolated ? Math.min(MAX_THREADS, navigator.hardwareConcurrency) : 1;
}
