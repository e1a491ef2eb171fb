/** Trains planned runs in PyTorch. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const PROGRAM = join(import.meta.dirname, "../parityTraining.py");

const resultSchema = z.strictObject({
  losses: z.array(z.number()),
  epochs: z.array(z.strictObject({ valLoss: z.number(), macroF1: z.number() })),
  /** Of the same run in float64, where that was asked for. */
  inDouble: z.array(z.number()),
});

type TorchResult = z.infer<typeof resultSchema>;

/** What both sides tell of a run. */
export type RunResult = Pick<TorchResult, "losses" | "epochs">;

export async function trainInTorch(
  python: string,
  folder: string,
  runCount: number,
  signal: AbortSignal,
): Promise<{ version: string; results: TorchResult[] }> {
  const { stdout } = await promisify(execFile)(python, [PROGRAM, folder], { signal });
  const results = Array.from({ length: runCount }, (_, index) =>
    resultSchema.parse(JSON.parse(readFileSync(join(folder, `torch-${index}.json`), "utf8"))),
  );
  return { version: stdout.trim(), results };
}
