/**
 * Weights files by their SHA-256, in the browser's Cache Storage, so that what was once fetched or picked
 * is there offline and in the next session. Where a browser gives none, they are kept for the session.
 */
import { openCache } from "../lib/openCache";
import { sha256 } from "../lib/sha256";

const CACHE = "homeroom-weights";

type Bytes = Uint8Array<ArrayBuffer>;

export class KeptWeights {
  private readonly session = new Map<string, Bytes>();

  /** Answers with the hash. `name` finds it again. */
  async keep(bytes: Bytes, name: string): Promise<string> {
    const hash = await sha256(bytes);
    const cache = await openCache(CACHE);
    try {
      await cache?.put(addressOf(hash), new Response(bytes));
      await cache?.put(addressOf(`name/${name}`), new Response(hash));
    } catch {
      // Storage is full: the run can start all the same.
    }
    this.session.clear();
    this.session.set(hash, bytes);
    this.session.set(name, bytes);
    return hash;
  }

  /** null where they are not kept, or not as they were. */
  async get(hash: string): Promise<Bytes | null> {
    const inSession = this.session.get(hash);
    if (inSession) return inSession;
    const bytes = await readKept(hash, (response) => response.arrayBuffer());
    if (!bytes) return null;
    const kept = new Uint8Array(bytes);
    if ((await sha256(kept)) === hash) return kept;
    await (await openCache(CACHE))?.delete(addressOf(hash));
    return null;
  }

  async has(hash: string): Promise<boolean> {
    return this.session.has(hash) || (await readKept(hash, () => Promise.resolve(true))) !== null;
  }

  /** Of the last file that was kept under this name. */
  async named(name: string): Promise<Bytes | null> {
    const inSession = this.session.get(name);
    if (inSession) return inSession;
    const hash = await readKept(`name/${name}`, (response) => response.text());
    return hash === null ? null : this.get(hash);
  }
}

/** null where there is none, and where a browser can't read what it keeps: it can be had again then. */
async function readKept<T>(
  key: string,
  read: (response: Response) => Promise<T>,
): Promise<T | null> {
  try {
    const response = await (await openCache(CACHE))?.match(addressOf(key));
    return response ? await read(response) : null;
  } catch {
    return null;
  }
}

/** Nothing is ever served there: Cache Storage wants addresses. */
const addressOf = (key: string) => `/kept-weights/${encodeURIComponent(key)}`;
