/** `npm run bench`: measures us and others in one run, on whatever machine it is given. */
import { writeFileSync } from "node:fs";
import { runCommand } from "../tools/command";
import { caseNames, parseBenchArguments, type BenchArguments } from "./arguments";
import { openBenchPage, type BenchPage } from "./benchPage";
import { cases } from "./cases";
import { contendersOf, leftOut } from "./contenderList";
import { measureOpening } from "./firstStep";
import { growthCases, growthContender } from "./growth";
import { installBenchPackages } from "./install";
import { pack } from "./dawn/pack";
import { runOnDawn } from "./dawn/run";
import { mergeReports, readReport } from "./mergeReports";
import { measureCase, type Effort } from "./interleave";
import { describeCommit, describeComputer } from "./machine";
import { printReport } from "./printReport";
import { ratiosOf } from "./ratios";
import { rowOf, type Report, type Row } from "./report";
import { describeTorch, findTorch } from "./torch";
import { measureWholeTraining } from "./wholeTraining";
import { writeDocs } from "./writeDocs";

const OPENINGS = 3;

await runCommand(async (signal) => {
  const asked = parseBenchArguments(process.argv.slice(2));
  if (asked.from.length > 0) return tell(mergeReports(asked.from.map(readReport)), asked);
  installBenchPackages();
  if (asked.pack !== null) return pack(asked.pack);
  if (asked.dawn) return runOnDawn(asked);
  const benchPage = await openBenchPage();
  signal.addEventListener("abort", () => void benchPage.close());
  try {
    return await tell(await measure(asked, benchPage, signal), asked);
  } finally {
    await benchPage.close();
  }
});

async function tell(report: Report, { json, docs }: BenchArguments): Promise<number> {
  printReport(report);
  if (json !== null) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  if (docs) await writeDocs(report);
  return 0;
}

async function measure(
  asked: BenchArguments,
  benchPage: BenchPage,
  signal: AbortSignal,
): Promise<Report> {
  const python = findTorch();
  const torch = python === null ? null : await describeTorch(python, "cpu");
  const peaks = await benchPage.page.evaluate(() => bench.peaks());
  const effort = { rounds: asked.rounds, roundMs: 250, limitMs: 15_000 };
  const rows = await measureSteps(asked, benchPage, python, effort, signal);
  if (asked.only.includes("growth")) rows.push(...(await measureGrowth(benchPage, effort)));
  const whole = asked.only.includes("whole")
    ? await measureWholeTraining(benchPage.page, signal)
    : null;
  const opening = asked.only.includes("start") ? await measureOpening(OPENINGS) : null;
  return {
    machine: {
      ...describeComputer(),
      browser: `Chromium ${benchPage.browser.version()}`,
      gpu: benchPage.gpu?.name ?? null,
      pytorch: torch && `${torch.version}, ${torch.threads} threads`,
      ...peaks,
      pytorchGflops: torch?.peakGflops ?? null,
      ...whole,
      ...opening,
    },
    commit: describeCommit(),
    rows,
    ratios: ratiosOf(rows, {
      wholeOverBare: whole?.wholeOverBare ?? null,
      firstStepSeconds: opening && opening.firstStepMs / 1000,
    }),
  };
}

async function measureSteps(
  { only, engines, all }: BenchArguments,
  benchPage: BenchPage,
  python: string | null,
  effort: Effort,
  signal: AbortSignal,
): Promise<Row[]> {
  const contenders = contendersOf(benchPage, python).filter(({ id }) => engines.includes(id));
  const rows: Row[] = [];
  for (const name of caseNames.filter((it) => only.includes(it))) {
    const chosen = contenders.map(
      (it) => [it, all ? null : leftOut(it, name, benchPage.gpu)] as const,
    );
    const measurements = await measureCase(cases[name], chosen, effort);
    // What an interrupted browser could not do is no result.
    signal.throwIfAborted();
    rows.push(...measurements.map((it) => rowOf(cases[name], it)));
  }
  return rows;
}

async function measureGrowth({ page, gpu }: BenchPage, effort: Effort): Promise<Row[]> {
  const tiers = gpu !== null && !gpu.isSoftware ? ["wasm", "webgpu"] : ["wasm"];
  const rows: Row[] = [];
  for (const it of growthCases) {
    const contenders = tiers.map((tier) => [growthContender(page, tier, it), null] as const);
    rows.push(...(await measureCase(it, contenders, effort)).map((one) => rowOf(it, one)));
  }
  return rows;
}
