/**
 * Runs a golden file through the product's own parts on the current device. Every case gives a
 * result; what the product doesn't have, or doesn't know, fails and says so.
 */
import { z } from "zod";
import type { ConformanceResult } from "../protocol";
import { argmaxTies } from "./argmaxTies";
import { batchnorm2d } from "./batchnorm2d";
import { bestCheckpoint } from "./bestCheckpoint";
import { dropout } from "./dropout";
import { gradAccum } from "./gradAccum";
import { gradClip } from "./gradClip";
import { init } from "./init";
import { losses } from "./losses";
import { metricsHard } from "./metricsHard";
import { metricsProb } from "./metricsProb";
import { parseGolden } from "./nested";
import { optimizers } from "./optimizers";
import { optimizersClosedLoop } from "./optimizersClosedLoop";
import { schedules } from "./schedules";
import { unsupported, type Check, type Section } from "./section";

const sections = new Map<string, Section>([
  ["losses", losses],
  ["schedules", schedules],
  ["optimizers", optimizers],
  ["optimizers_closed_loop", optimizersClosedLoop],
  ["metrics_hard", metricsHard],
  ["metrics_prob", metricsProb],
  ["argmax_ties", argmaxTies],
  ["batchnorm2d", batchnorm2d],
  ["dropout", dropout],
  ["init", init],
  ["grad_clip", gradClip],
  ["grad_accum", gradAccum],
  ["best_checkpoint", bestCheckpoint],
]);

/** Throws where the text is no JSON object. */
export async function runConformance(goldenJson: string): Promise<ConformanceResult[]> {
  const { meta: _, ...content } = z.record(z.string(), z.unknown()).parse(parseGolden(goldenJson));
  const results: ConformanceResult[] = [];
  for (const [section, cases] of Object.entries(content))
    for (const check of checksOf(section, cases)) {
      const message = await messageOf(check);
      results.push({ section, id: check.id, passed: message === "", message });
    }
  return results;
}

function checksOf(name: string, content: unknown): Check[] {
  const section = sections.get(name);
  if (!section) return unknownCases(name, content);
  try {
    return section(content);
  } catch (error) {
    const rethrow = () => {
      throw error;
    };
    return [{ id: name, run: rethrow }];
  }
}

/** One failure for every case that can be told apart. */
function unknownCases(section: string, content: unknown): Check[] {
  const cases = z.array(z.looseObject({ id: z.string() })).safeParse(content);
  const ids = cases.success ? cases.data.map(({ id }) => id) : [section];
  return ids.map((id) => unsupported(id, `section "${section}"`));
}

/** Why a check failed; empty where it passed. */
async function messageOf(check: Check): Promise<string> {
  try {
    await check.run();
    return "";
  } catch (error) {
    if (error instanceof z.ZodError)
      return `not supported yet: ${error.issues
        .map(({ path, message }) => `${path.join(".") || "case"}: ${message}`)
        .join("; ")}`;
    return error instanceof Error ? error.message : String(error);
  }
}
