/** The left and right arrow keys walk, wherever they mean nothing else. */
import { useEffect } from "react";

/** Controls whose own keys these are. */
const OWNERS = "input, textarea, select, [role=tab], [role=menu], [role=listbox], [role=region]";

export function useArrowKeys(walk: (by: number) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const isTaken = event.target instanceof Element && event.target.closest(OWNERS);
      if (!by || isTaken || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      walk(by);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}
