/** Installs what only measuring needs, in a package of its own. */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";

export function installBenchPackages(): void {
  const modifiedMs = (path: string) =>
    statSync(join(import.meta.dirname, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (modifiedMs("package-lock.json") <= modifiedMs("node_modules/.package-lock.json")) return;
  console.error("Installing what the benchmark compares with …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: import.meta.dirname,
    stdio: ["ignore", process.stderr, process.stderr],
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error("The benchmark's packages could not be installed.");
}
