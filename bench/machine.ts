/** What the numbers were measured on. */
import { spawnSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";

export function describeComputer(): Record<string, string | number> {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
  };
}

/** The commit, marked where files differ from it; "unknown" outside a repository. */
export function describeCommit(): string {
  const git = (...args: string[]) =>
    spawnSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).stdout.trim();
  const commit = git("rev-parse", "--short", "HEAD");
  if (!commit) return "unknown";
  return git("status", "--porcelain", "--untracked-files=no") ? `${commit} and changes` : commit;
}
