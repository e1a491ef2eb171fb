/**
 * `npm test`: everything that has to hold, stage after stage. A failed stage does not keep the later
 * ones from running. The last line of the output is `N passed, N failed`.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "./build";
import { chromiumPath } from "./chromium";
import { countsOf, type Counts } from "./counts";

interface Stage {
  /** A script of package.json. */
  script: string;
  /** A stage that runs tests writes a report; any other counts as one test. */
  report?: (path: string) => { args: string[]; env: Record<string, string> };
}

const stages: Stage[] = [
  { script: "types" },
  { script: "lint" },
  { script: "format" },
  {
    script: "unit",
    report: (path) => ({
      args: ["--reporter=default", "--reporter=json", `--outputFile.json=${path}`],
      env: {},
    }),
  },
  { script: "build" },
  {
    script: "e2e",
    report: (path) => ({ args: [], env: { PLAYWRIGHT_JSON_OUTPUT_FILE: path } }),
  },
];

// Found or installed once, for all stages.
process.env.CHROMIUM_PATH = chromiumPath();

const folder = mkdtempSync(join(tmpdir(), "homeroom-test-"));
const results: (Counts & { script: string })[] = [];
for (const stage of stages) {
  console.log(`\n── ${stage.script} ──`);
  results.push({ script: stage.script, ...(await runStage(stage)) });
}
rmSync(folder, { recursive: true });

console.log();
for (const { script, passed, failed } of results)
  console.log(`${script.padEnd(8)} ${passed} passed, ${failed} failed`);
const sum = (key: keyof Counts) => results.reduce((total, result) => total + result[key], 0);
if (sum("failed") > 0) process.exitCode = 1;
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);

async function runStage({ script, report }: Stage): Promise<Counts> {
  const path = join(folder, `${script}.json`);
  const { args, env } = report?.(path) ?? { args: [], env: {} };
  const exitCode = await runScript(script, args, env);
  if (report) return countsOf(path, exitCode);
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Streams the script's output; its exit code, or 1 where a signal ended it. */
function runScript(script: string, args: string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "--silent", script, "--", ...args], {
      cwd: projectRoot,
      stdio: "inherit",
      env: { ...process.env, ...env },
      shell: process.platform === "win32",
    });
    const stop = () => {
      child.kill();
      process.exit(1);
    };
    process.once("SIGTERM", stop);
    child.on("error", reject);
    child.on("exit", (code) => {
      process.off("SIGTERM", stop);
      resolve(code ?? 1);
    });
  });
}
