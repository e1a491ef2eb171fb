/** The epoch under the pointer, shared by the charts; outside React's state, since it changes often. */
import { createContext, useContext } from "react";
import { createStore, useStore, type StoreApi } from "zustand";

export type HoverStore = StoreApi<{ epoch: number | null }>;

export const createHoverStore = (): HoverStore => createStore(() => ({ epoch: null }));

export const HoverContext = createContext<HoverStore | null>(null);

export function useHoverStore(): HoverStore {
  const store = useContext(HoverContext);
  if (!store) throw new Error("This component must be inside HoverContext.");
  return store;
}

export const useHoveredEpoch = () => useStore(useHoverStore(), (state) => state.epoch);
