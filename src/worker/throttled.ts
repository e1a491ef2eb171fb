/** Thins progress for the page: a hundred thousand files are not a hundred thousand messages. */
const INTERVAL_MS = 50;

type Progress<Phase> = (done: number, total: number, phase: Phase) => void;

/** Passes on the first and last call of a phase, and between them one in a while. */
export function throttled<Phase>(tell: Progress<Phase>): Progress<Phase> {
  let lastMs = -Infinity;
  return (done, total, phase) => {
    const ms = performance.now();
    if (done > 0 && done < total && ms - lastMs < INTERVAL_MS) return;
    lastMs = ms;
    tell(done, total, phase);
  };
}
