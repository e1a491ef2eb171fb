/** Writes one result file so that a reader never meets half of it. */
import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** `write` fills a temporary file beside `path`, which then replaces it; when it throws, nothing is left. */
export async function writeOutFile(
  path: string,
  write: (path: string) => Promise<void>,
): Promise<void> {
  const target = resolve(path);
  await mkdir(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  try {
    await write(temporary);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}
