/** Work beside the run, such as a rate test: one at a time, and given up as soon as it is not wanted. */
export class Aside {
  private current: { controller: AbortController; isOver: Promise<unknown> } | null = null;

  /** Gives up what is going on before it begins. The signal is for `work` to look at, between steps. */
  async do<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const before = this.cancel();
    const result = before.then(() => work(controller.signal));
    const current = { controller, isOver: result.catch(() => undefined) };
    this.current = current;
    try {
      return await result;
    } finally {
      if (this.current === current) this.current = null;
    }
  }

  /** Settles once nothing is going on any more. */
  async cancel(): Promise<void> {
    this.current?.controller.abort();
    await this.current?.isOver;
  }
}
