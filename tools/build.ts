/** Builds the page into `dist`. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { build as viteBuild } from "vite";

export const projectRoot = join(import.meta.dirname, "..");
export const distFolder = join(projectRoot, "dist");

const SOURCES = ["src", "public", "index.html", "vite.config.ts", "package-lock.json"];

export async function build(): Promise<void> {
  await viteBuild({ root: projectRoot, logLevel: "warn" });
}

/** Builds unless the last build is newer than everything that goes into one. */
export async function buildIfNeeded(): Promise<void> {
  if (isNewer(join(distFolder, "index.html"), SOURCES)) return;
  console.error("Building the page …");
  await build();
}

/** Whether `file` was made after the last change to any of the project's `sources`. */
export function isNewer(file: string, sources: readonly string[]): boolean {
  return modifiedMs(file) > Math.max(...sources.map((path) => newestMs(join(projectRoot, path))));
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Of the file, or of the folder and everything in it: a deleted file shows in its folder. */
function newestMs(path: string): number {
  const entries = statSync(path).isDirectory() ? readdirSync(path) : [];
  return Math.max(modifiedMs(path), ...entries.map((entry) => newestMs(join(path, entry))));
}
