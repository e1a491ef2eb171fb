/** Measures several engines on one model in turn, so that a machine that slows down slows all of them. */
import type { Case } from "./cases";
import type { Contender, Job, Session, Timing } from "./session";
import { median } from "./statistics";

export interface Effort {
  /** Repetitions, interleaved; slow engines get fewer. */
  rounds: number;
  /** One repetition runs as many steps as fit. */
  roundMs: number;
  /** About as long as one engine may take on one model, first step left out. */
  limitMs: number;
}

export interface Measurement {
  contender: Contender;
  /** null where it could not run: `why` says the reason. */
  result: {
    stepMs: number;
    busyMs: number;
    dispatches: number | null;
    peakBytes: number | null;
  } | null;
  why: string | null;
}

interface Runner {
  contender: Contender;
  session: Session;
  rounds: number;
  stepsPerRound: number;
  timings: Timing[];
}

/**
 * @param contenders with the reason why one is left out, or null
 */
export async function measureCase(
  { label, model, batch }: Case,
  contenders: readonly (readonly [Contender, leftOut: string | null])[],
  effort: Effort,
): Promise<Measurement[]> {
  const runners: Runner[] = [];
  const failures = new Map<Contender, string>();
  for (const [contender, leftOut] of contenders) {
    if (leftOut !== null) {
      failures.set(contender, leftOut);
      continue;
    }
    console.error(`${label}: ${contender.id} …`);
    try {
      runners.push(await start(contender, { model, batch }, effort));
    } catch (error) {
      failures.set(contender, reasonOf(error));
    }
  }
  for (let round = 0; round < effort.rounds; round++)
    for (const runner of runners)
      if (round < runner.rounds)
        runner.timings.push(await runner.session.measure(runner.stepsPerRound));
  const results = new Map<Contender, Measurement>();
  for (const { contender, session, timings } of runners) {
    const peakBytes = await session.close();
    const { dispatches } = session.prepared;
    const perStep = (of: (timing: Timing) => number) =>
      median(timings.map((timing) => of(timing) / timing.steps));
    const result = {
      stepMs: perStep(({ ms }) => ms),
      busyMs: perStep(({ busyMs }) => busyMs),
      dispatches,
      peakBytes,
    };
    results.set(contender, { contender, result, why: null });
  }
  return contenders.map(
    ([contender]) =>
      results.get(contender) ?? { contender, result: null, why: failures.get(contender)! },
  );
}

async function start(contender: Contender, job: Job, effort: Effort): Promise<Runner> {
  const session = await contender.open(job);
  // What the first step compiled is warm now; a slow engine's first step tells enough.
  const { firstStepMs } = session.prepared;
  const warm = firstStepMs > effort.limitMs ? firstStepMs : (await session.measure(1)).ms;
  const steps = Math.max(1, Math.round(effort.roundMs / warm));
  const rounds = Math.floor(effort.limitMs / (steps * warm));
  return {
    contender,
    session,
    stepsPerRound: steps,
    rounds: Math.min(effort.rounds, Math.max(1, rounds)),
    timings: [],
  };
}

/** The first line, without what Playwright puts before and after it. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^page\.evaluate: (Error: )?/, "").split("\n")[0]!;
}
