/** Writes docs/benchmark.md and its chart from a report. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { projectRoot } from "../tools/build";
import { stepChart } from "./chart";
import { markdownOf } from "./markdown";
import type { Report } from "./report";

export async function writeDocs(report: Report): Promise<void> {
  const folder = join(projectRoot, "docs");
  mkdirSync(folder, { recursive: true });
  const markdown = await format(markdownOf(report, "benchmark.svg"), {
    parser: "markdown",
    printWidth: 110,
  });
  writeFileSync(join(folder, "benchmark.md"), markdown);
  writeFileSync(join(folder, "benchmark.svg"), stepChart(report.rows));
}
