/** `npm run bench`: measures us and others in one run, on whatever machine it is given. */
import { writeFileSync } from "node:fs";
import { runCommand } from "../tools/command";
import { parseBenchArguments } from "./arguments";
import { openBenchPage } from "./benchPage";
import { cases } from "./cases";
import { contendersOf, leftOut } from "./contenderList";
import { installBenchPackages } from "./install";
import { measureCase } from "./interleave";
import { describeCommit, describeComputer } from "./machine";
import { printReport } from "./printReport";
import { ratiosOf } from "./ratios";
import { rowOf, type Report, type Row } from "./report";
import { describeTorch, findTorch } from "./torch";
import { caseNames } from "./arguments";

await runCommand(async (signal) => {
  const { json, only, engines, rounds, all } = parseBenchArguments(process.argv.slice(2));
  installBenchPackages();
  const python = findTorch();
  const torch = python === null ? null : await describeTorch(python, "cpu");
  const benchPage = await openBenchPage();
  signal.addEventListener("abort", () => void benchPage.close());
  try {
    const contenders = contendersOf(benchPage, python).filter(({ id }) => engines.includes(id));
    const rows: Row[] = [];
    for (const name of caseNames.filter((it) => only.includes(it))) {
      const measurements = await measureCase(
        cases[name],
        contenders.map((it) => [it, all ? null : leftOut(it, name, benchPage.gpu)] as const),
        { rounds, roundMs: 250, limitMs: 15_000 },
      );
      rows.push(...measurements.map((it) => rowOf(cases[name], it)));
    }
    const report: Report = {
      machine: {
        ...describeComputer(),
        browser: `Chromium ${benchPage.browser.version()}`,
        gpu: benchPage.gpu?.name ?? null,
        pytorch: torch && `${torch.version}, ${torch.threads} threads`,
        pytorchPeakGflops: torch?.peakGflops ?? null,
      },
      commit: describeCommit(),
      rows,
      ratios: ratiosOf(rows, { wholeOverBare: null, firstStepSeconds: null }),
    };
    printReport(report);
    if (json !== null) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
    return 0;
  } finally {
    await benchPage.close();
  }
});
