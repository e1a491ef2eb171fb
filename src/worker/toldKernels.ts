/** Tells the page how far the kernels of a run that is about to begin are. */
import type { Preparation } from "../engine/preparation";
import type { WorkerEvent } from "../protocol";
import { throttled } from "./throttled";

export function toldKernels(emit: (event: WorkerEvent) => void): Preparation["onProgress"] {
  const tell = throttled((done, total) => emit({ type: "compileProgress", done, total }));
  return (done, total) => tell(done, total, null);
}
