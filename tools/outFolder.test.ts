/** All of a result appears, or nothing. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeOutFolder } from "./outFolder";

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "homeroom-out-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
const writeOne = (name: string, text: string) => async (folder: string) => {
  await Promise.resolve();
  writeFileSync(join(folder, name), text);
};

test("makes the folder and those above it", async () => {
  const parent = emptyFolder();
  await writeOutFolder(join(parent, "a/b"), writeOne("x", "1"));
  expect(readFileSync(join(parent, "a/b/x"), "utf8")).toBe("1");
  expect(readdirSync(join(parent, "a"))).toEqual(["b"]);
});

test("replaces files of the same name and keeps others", async () => {
  const parent = emptyFolder();
  const out = join(parent, "out");
  mkdirSync(out);
  writeFileSync(join(out, "x"), "old");
  writeFileSync(join(out, "mine"), "kept");
  await writeOutFolder(out, writeOne("x", "new"));
  expect(readFileSync(join(out, "x"), "utf8")).toBe("new");
  expect(readFileSync(join(out, "mine"), "utf8")).toBe("kept");
  expect(readdirSync(parent)).toEqual(["out"]);
});

test("leaves nothing of a write that failed", async () => {
  const parent = emptyFolder();
  const failing = async (folder: string) => {
    await writeOne("x", "half")(folder);
    throw new Error("disk full");
  };
  await expect(writeOutFolder(join(parent, "out"), failing)).rejects.toThrow("disk full");
  expect(readdirSync(parent)).toEqual([]);
});
