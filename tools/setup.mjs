/**
 * Runs a tool of this project on a fresh machine: installs the dependencies when they are missing or
 * older than the lock file, then runs the TypeScript file that is named first, in this very process,
 * so that arguments, streams, signals and the exit code are the tool's own.
 *
 *     node tools/setup.mjs tools/start.ts [arguments …]
 *
 * Only Node's own modules may be imported before the installation.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function modifiedMs(path) {
  return statSync(resolve(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(`Homeroom needs Node 20 or later; this is ${process.versions.node}.`);
  process.exit(1);
}

// npm writes the second file at the end of an installation, so a broken one is repeated.
if (modifiedMs("package-lock.json") > modifiedMs("node_modules/.package-lock.json")) {
  console.error("Installing dependencies …");
  const { status } = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    // Standard output belongs to the tool.
    stdio: ["ignore", process.stderr, process.stderr],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("The dependencies could not be installed: see npm's message above.");
    process.exit(1);
  }
}

process.argv.splice(1, 1);
const { register } = await import("tsx/esm/api");
register();
await import(pathToFileURL(resolve(root, process.argv[1])).href);
