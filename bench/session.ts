/** One engine with one model, ready to be measured, wherever it runs. */
import type { Prepared } from "./contenders/serve";
import type { Job, Timing } from "./contenders/stepper";

export type { Job, Prepared, Timing };

export interface Session {
  prepared: Prepared;
  measure(steps: number): Promise<Timing>;
  /** Ends it; the most memory that it held, null where it can't be known. */
  close(): Promise<number | null>;
}

export interface Contender {
  /** As `--engines` names it. */
  id: string;
  engine: string;
  tier: string;
  /** Rejects with the reason where it can't run here, or can't run this model. */
  open(job: Job): Promise<Session>;
}
