/** A worker that measures one engine on one model: what the page calls across the thread line. */
import { installMeter, meter, meteredPeakBytes } from "./meter";
import { time, type Job, type Stepper, type Timing } from "./stepper";

export interface Prepared {
  /** Of the first step, with all that is compiled on the way. */
  firstStepMs: number;
  /** Kernels of one step; null where they can't be counted. */
  dispatches: number | null;
}

export interface Served {
  prepare(setup: string, job: Job): Promise<Prepared>;
  measure(steps: number): Promise<Timing>;
  /** The most memory that was held since the beginning; null where it can't be known. */
  peakBytes(): Promise<number | null>;
}

export function served(create: (setup: string, job: Job) => Promise<Stepper>): Served {
  installMeter();
  let stepper: Stepper | null = null;
  return {
    async prepare(setup, job) {
      stepper = await create(setup, job);
      const { ms: firstStepMs } = await time(stepper, 1);
      const before = meter.dispatches;
      const own = stepper.dispatches?.();
      if (own !== undefined) return { firstStepMs, dispatches: own };
      await time(stepper, 1);
      return { firstStepMs, dispatches: meter.dispatches - before || null };
    },
    measure(steps) {
      if (!stepper) throw new Error("Nothing is prepared.");
      return time(stepper, steps);
    },
    peakBytes: () => Promise.resolve(stepper?.heldBytes?.() ?? meteredPeakBytes()),
  };
}
