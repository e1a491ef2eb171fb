/** A part of the browser's Cache Storage; null where a browser gives none. */
export async function openCache(name: string): Promise<Cache | null> {
  if (!("caches" in globalThis)) return null;
  try {
    return await caches.open(name);
  } catch {
    return null;
  }
}
