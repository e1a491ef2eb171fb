/** What every view is given: the worker's calls and the page's store. Made once, outside React. */
import { createContext, useContext } from "react";
import { useStore, type StoreApi } from "zustand";
import type { Calls } from "../../protocol";
import type { AppState } from "./appState";

export interface App {
  calls: Calls;
  store: StoreApi<AppState>;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("This component must be inside AppContext.");
  return app;
}

/** A part of the state; `select` returns something that stays identical while it is unchanged. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select);
}
