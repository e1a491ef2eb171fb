import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mergeReports, readReport } from "./mergeReports";
import type { Report } from "./report";

const report = (commit: string, first: number | null, second: number | null): Report => ({
  machine: { cores: 2, [commit]: 1 },
  commit,
  rows: [],
  ratios: [first, second].map((value, i) => ({
    ...{ name: `ratio ${i}`, model: "m", value, goal: "≤ 3" },
    holds: value === null ? null : value <= 3,
  })),
});

test("each ratio comes from the report that measured it", () => {
  const { commit, machine, ratios } = mergeReports([report("a", null, 4), report("b", 2, null)]);
  expect(commit).toBe("a, b");
  expect(machine).toEqual({ cores: 2, a: 1, b: 1 });
  expect(ratios.map(({ value, holds }) => [value, holds])).toEqual([
    [2, true],
    [4, false],
  ]);
});

test("what `--json` wrote is read back as it was, and nothing else is", () => {
  const folder = mkdtempSync(join(tmpdir(), "homeroom-report-"));
  try {
    const path = join(folder, "report.json");
    writeFileSync(path, JSON.stringify(report("a", 1, null)));
    expect(readReport(path)).toEqual(report("a", 1, null));
    writeFileSync(path, JSON.stringify({ ...report("a", 1, null), extra: 1 }));
    expect(() => readReport(path)).toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
