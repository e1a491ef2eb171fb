/** Long work that tells how far it is, and can be given up. */

export interface Task {
  signal: AbortSignal;
  /**
   * Tells which share is done, 0–1, and lets the thread hear its messages. Rejects with the signal's
   * reason where the work was given up meanwhile.
   */
  reach(share: number): Promise<void>;
}

/** The part of a task from one share to another. */
export function partOf({ signal, reach }: Task, from: number, to: number): Task {
  return { signal, reach: (share) => reach(from + (to - from) * share) };
}

/** Of work that nobody watches. */
export const unwatched: Task = {
  signal: new AbortController().signal,
  reach: () => Promise.resolve(),
};
