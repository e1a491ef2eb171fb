/** Puts reports together that were measured in pieces, each model's engines in one of them. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Report } from "./report";

const figure = z.number().nullable();
const reportSchema: z.ZodType<Report> = z.strictObject({
  machine: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  commit: z.string(),
  rows: z.array(
    z.strictObject({
      engine: z.string(),
      tier: z.string(),
      model: z.string(),
      imageSizePx: z.number(),
      batch: z.number(),
      stepMs: figure,
      dispatches: figure,
      cpuMs: figure,
      peakBytes: figure,
      gflops: figure,
      why: z.string().optional(),
    }),
  ),
  ratios: z.array(
    z.strictObject({
      name: z.string(),
      model: z.string(),
      value: figure,
      goal: z.string(),
      holds: z.boolean().nullable(),
    }),
  ),
});

/** @throws where the file is no report */
export function readReport(path: string): Report {
  return reportSchema.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** A ratio comes from the first report that measured it: it is never made of two. */
export function mergeReports(reports: readonly Report[]): Report {
  const same = (a: Report["ratios"][number]) => (b: Report["ratios"][number]) =>
    a.name === b.name && a.model === b.model;
  return {
    machine: Object.assign({}, ...reports.map(({ machine }) => machine)) as Report["machine"],
    commit: [...new Set(reports.map(({ commit }) => commit))].join(", "),
    rows: reports.flatMap(({ rows }) => rows),
    ratios: (reports[0]?.ratios ?? []).map((ratio) => {
      const alike = reports.flatMap(({ ratios }) => ratios.filter(same(ratio)));
      return alike.find(({ value }) => value !== null) ?? ratio;
    }),
  };
}
