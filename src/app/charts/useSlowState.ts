/** State for charts: at most so many redraws a second, and always the newest in the end. */
import { startTransition, useEffect, useState } from "react";
import { useApp } from "../state/app";
import type { AppState } from "../state/appState";

/** `select` has to be the same function from one drawing to the next. */
export function useSlowState<T>(select: (state: AppState) => T, intervalMs: number): T {
  const { store } = useApp();
  const [value, setValue] = useState(() => select(store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = store.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        // The browser may answer a person in the middle of it.
        startTransition(() => setValue(select(store.getState())));
      }, intervalMs);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store, select, intervalMs]);
  return value;
}
