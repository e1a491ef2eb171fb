/**
 * Takes a name for itself among all tabs of the page, until it is let go or the tab is gone. Answers with
 * how to let go, or with null where the name is taken.
 */
export function claim(name: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock) return new Promise<void>((letGo) => resolve(letGo));
        resolve(null);
        return undefined;
      })
      .catch(reject);
  });
}

/** Of these names, those that some tab has. */
export async function claimed(names: readonly string[]): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  const taken = new Set(held.map(({ name }) => name));
  return new Set(names.filter((name) => taken.has(name)));
}
