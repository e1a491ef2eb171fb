/** Decodes files on a few threads at once; a file is loaded only when a thread is free for it. */
import type { Decoded } from "./decode";
import { DecodeLane } from "./decodeLane";

/** Gives file number `place`, or the reason why it is none. */
export type LoadFile = (place: number) => Promise<LoadedFile>;
export type LoadedFile = { file: Blob } | { reason: string };

export interface DecodeJob {
  count: number;
  load: LoadFile;
  imageSizePx: number;
  signal: AbortSignal;
  /** In whatever order they are done. */
  onDecoded: (place: number, decoded: Decoded) => void;
  createLane?: () => DecodeLane;
}

const MAX_LANES = 4;

/** Rejects with the signal's reason when it aborts, and with `load`'s error when that rejects. */
export async function decodeInPool(job: DecodeJob): Promise<void> {
  const { signal, createLane = () => new DecodeLane() } = job;
  signal.throwIfAborted();
  const laneCount = Math.min(
    MAX_LANES,
    job.count,
    // One core stays free for the thread that collects the images.
    Math.max(1, navigator.hardwareConcurrency - 1),
  );
  const lanes = Array.from({ length: laneCount }, createLane);
  const over = new AbortController();
  const closeAll = () => {
    over.abort(new DOMException("Decoding is over.", "AbortError"));
    lanes.forEach((lane) => lane.close());
  };
  signal.addEventListener("abort", closeAll);
  let next = 0;
  const work = async (lane: DecodeLane) => {
    while (next < job.count) {
      const place = next++;
      const loaded = await job.load(place);
      // Another lane may have failed, or the signal aborted, while this file was loading.
      over.signal.throwIfAborted();
      const decoded =
        "reason" in loaded
          ? { ok: false as const, reason: loaded.reason }
          : await lane.decode({ file: loaded.file, imageSizePx: job.imageSizePx });
      job.onDecoded(place, decoded);
    }
  };
  try {
    await Promise.all(lanes.map(work));
    signal.throwIfAborted();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", closeAll);
    closeAll();
  }
}
