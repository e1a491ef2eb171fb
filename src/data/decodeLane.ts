/** One decoding thread and its lifetime: when it dies, its file is given up and a new one starts. */
import type { Decoded } from "./decode";

export interface DecodeRequest {
  file: Blob;
  imageSizePx: number;
}

/** A worker that closes itself, or is ended for its memory, tells nobody: silence is the sign. */
const SILENCE_MS = 60_000;

export class DecodeLane {
  readonly #createWorker: () => Worker;
  readonly #silenceMs: number;
  #worker: Worker | null = null;
  #abandon: () => void = () => undefined;

  constructor(createWorker: () => Worker = createDecodeWorker, silenceMs = SILENCE_MS) {
    this.#createWorker = createWorker;
    this.#silenceMs = silenceMs;
  }

  /** One file at a time. Rejects only when the lane is closed meanwhile. */
  decode(request: DecodeRequest): Promise<Decoded> {
    const worker = (this.#worker ??= this.#createWorker());
    return new Promise<Decoded>((resolve, reject) => {
      const giveUp = (reason: string) => {
        this.#end();
        resolve({ ok: false, reason });
      };
      const timer = setTimeout(
        () => giveUp("The decoder went silent on it and was restarted."),
        this.#silenceMs,
      );
      this.#abandon = () => {
        clearTimeout(timer);
        reject(new DOMException("The decoder was closed.", "AbortError"));
      };
      worker.onmessage = ({ data }: MessageEvent<Decoded>) => {
        clearTimeout(timer);
        resolve(data);
      };
      const fail = (event: Event) => {
        event.preventDefault();
        clearTimeout(timer);
        giveUp("The decoder crashed on it and was restarted.");
      };
      worker.onerror = fail;
      worker.onmessageerror = fail;
      worker.postMessage(request);
    });
  }

  close(): void {
    this.#end();
    this.#abandon();
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }
}

function createDecodeWorker(): Worker {
  return new Worker(new URL("./decode.worker.ts", import.meta.url), { type: "module" });
}
