/** Fetches a checkpoint of the catalogue by a plain GET, and checks that it is what the catalogue says. */
import { sha256 } from "../lib/sha256";
import type { CatalogueEntry } from "../parts/weights/catalogue";

/** No checkpoint of the catalogue comes near it. */
const MAX_BYTES = 256 * 2 ** 20;

export interface FetchOptions {
  url: string;
  signal: AbortSignal;
  /** In bytes; `total` is 0 while nobody has said it. */
  onProgress: (done: number, total: number) => void;
}

/** Rejects, saying why, where the file can't be had or is another. */
export async function fetchWeights(
  { name, bytes, sha256: expected }: Pick<CatalogueEntry, "name" | "bytes" | "sha256">,
  { url, signal, onProgress }: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await request(url, signal);
  if (!response.ok || !response.body)
    throw new Error(
      `${new URL(url).host} answered ${response.status} for ${name}. Try again later, or choose a file.`,
    );
  const total = bytes ?? Number(response.headers.get("content-length") ?? 0);
  const limit = bytes ?? MAX_BYTES;
  let doneBytes = 0;
  const file = await readAll(response.body, limit, (done) => {
    doneBytes = done;
    onProgress(done, total);
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    const done = `${(doneBytes / 1e6).toFixed(1)} MB`;
    throw new Error(
      `The connection to ${new URL(url).host} broke off after ${done}. ${adviceFor(url)}`,
      { cause: error },
    );
  });
  if (!file || (bytes !== null && file.length !== bytes))
    throw new Error(
      `${name} does not have the size that it should have. Try again, or choose a file.`,
    );
  if (expected !== null && (await sha256(file)) !== expected)
    throw new Error(
      `${name} was damaged on its way, or has been replaced: its SHA-256 is not the published one. Try again, or choose a file.`,
    );
  return file;
}

async function request(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(`${new URL(url).host} can't be reached. ${adviceFor(url)}`, { cause: error });
  }
}

const adviceFor = (url: string) =>
  `Go online for this once and try again, or download ${url} elsewhere and choose it as starting weights.`;

/** null for more than `limit` bytes, of which no more are read. */
async function readAll(
  body: ReadableStream<Uint8Array>,
  limit: number,
  onProgress: (done: number) => void,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      return null;
    }
    onProgress(length);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
