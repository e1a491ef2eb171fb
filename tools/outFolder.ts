/** Writes a command's results so that a reader never meets half of them. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/**
 * `write` fills a temporary folder beside `out`. When it is done the folder becomes `out`, or, where
 * there is one already, its files replace those of the same names, each at once, and others stay.
 * When `write` throws nothing is left of it.
 */
export async function writeOutFolder(
  out: string,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  const target = resolve(out);
  await mkdir(dirname(target), { recursive: true });
  // Beside the target: a rename within one file system is atomic.
  const temporary = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  await mkdir(temporary);
  try {
    await write(temporary);
    if (!existsSync(target)) await rename(temporary, target);
    else
      for (const name of await readdir(temporary))
        await rename(join(temporary, name), join(target, name));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
