/** Asks how large the run's files would be, again whenever the run has come further. */
import { useEffect } from "react";
import { useApp } from "../state/app";
import type { Run } from "../state/reduce";

export function useFileSizes({ runId, epochs, status }: Run): void {
  const { calls, store } = useApp();
  const epochCount = epochs.length;
  useEffect(() => {
    let isCurrent = true;
    calls
      .fileSizes()
      .then((fileSizes) => {
        if (isCurrent) store.setState({ fileSizes });
      })
      // A worker that is gone is told elsewhere; sizes are an aside.
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [calls, store, runId, epochCount, status]);
}
