/** Reads how many tests passed and failed from the runners' JSON reports. A skip counts as a failure. */
import { readFileSync } from "node:fs";
import { z } from "zod";

export interface Counts {
  passed: number;
  failed: number;
}

const vitestReport = z
  .object({
    numTotalTests: z.number(),
    numPassedTests: z.number(),
    testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
  })
  .transform(({ numTotalTests, numPassedTests, testResults }): Counts => {
    // A file that cannot be loaded fails without a test of its own.
    const brokenFiles = testResults.filter(
      ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
    );
    return {
      passed: numPassedTests,
      failed: numTotalTests - numPassedTests + brokenFiles.length,
    };
  });

const playwrightReport = z
  .object({
    stats: z.object({
      expected: z.number(),
      unexpected: z.number(),
      flaky: z.number(),
      skipped: z.number(),
    }),
  })
  .transform(({ stats }): Counts => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped,
  }));

/**
 * The counts of a run that ended with `exitCode`. A run without a report, without a test, or that
 * failed outside its tests counts as one failure more.
 */
export function countsOf(reportPath: string, exitCode: number): Counts {
  const counts = readReport(reportPath);
  const isUnexplained = exitCode !== 0 && counts.failed === 0;
  const isEmpty = counts.passed + counts.failed === 0;
  return { ...counts, failed: counts.failed + (isUnexplained || isEmpty ? 1 : 0) };
}

function readReport(path: string): Counts {
  try {
    return z.union([vitestReport, playwrightReport]).parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return { passed: 0, failed: 0 };
  }
}
