/** State for charts: redrawn only now and then, and always the newest in the end. */
import { startTransition, useEffect, useRef, useState } from "react";
import { useApp } from "../state/app";
import type { AppState } from "../state/appState";

/**
 * Charts may be drawn for this part of the time; the rest is for the person's clicks, and on a machine
 * of two cores for the training itself.
 */
const DRAWING_SHARE = 0.2;

/** `select` has to be the same function from one drawing to the next. */
export function useSlowState<T>(select: (state: AppState) => T, intervalMs: number): T {
  const { store } = useApp();
  const [value, setValue] = useState(() => select(store.getState()));
  const drawing = useRef<{ startMs: number | null; tookMs: number }>({ startMs: null, tookMs: 0 });
  useEffect(() => {
    const { startMs } = drawing.current;
    if (startMs !== null) drawing.current.tookMs = performance.now() - startMs;
  }, [value]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = store.subscribe(() => {
      const pauseMs = Math.max(intervalMs, drawing.current.tookMs / DRAWING_SHARE);
      timer ??= setTimeout(() => {
        timer = undefined;
        drawing.current.startMs = performance.now();
        // The browser may answer a person in the middle of it.
        startTransition(() => setValue(select(store.getState())));
      }, pauseMs);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store, select, intervalMs]);
  return value;
}
