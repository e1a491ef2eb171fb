/** Nothing but passed tests counts as passed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { countsOf } from "./counts";

function report(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), "homeroom-counts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "report.json");
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const file = { status: "passed", assertionResults: [{}] };
const vitest = { numTotalTests: 3, numPassedTests: 3, testResults: [file] };
const stats = { expected: 4, unexpected: 0, flaky: 0, skipped: 0 };

test("reads both runners' reports", () => {
  expect(countsOf(report(vitest), 0)).toEqual({ passed: 3, failed: 0 });
  expect(countsOf(report({ stats }), 0)).toEqual({ passed: 4, failed: 0 });
});

test("counts failed and skipped tests as failed", () => {
  expect(countsOf(report({ ...vitest, numPassedTests: 1 }), 1)).toEqual({ passed: 1, failed: 2 });
  const spoiled = { ...stats, unexpected: 1, flaky: 1, skipped: 1 };
  expect(countsOf(report({ stats: spoiled }), 1)).toEqual({ passed: 4, failed: 3 });
});

test("counts a file that could not be loaded as one failure", () => {
  const broken = { status: "failed", assertionResults: [] };
  expect(countsOf(report({ ...vitest, testResults: [file, broken] }), 1).failed).toBe(1);
});

test("a run without a test, without a report, or failing outside its tests is a failure", () => {
  expect(countsOf(report({ ...vitest, numTotalTests: 0, numPassedTests: 0 }), 0).failed).toBe(1);
  expect(countsOf("/no/such/report.json", 0)).toEqual({ passed: 0, failed: 1 });
  expect(countsOf(report(vitest), 1)).toEqual({ passed: 3, failed: 1 });
});
