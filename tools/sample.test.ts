import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, expect, test } from "vitest";
import { readSample } from "../src/data/samplePack";
import { sampleImages, samples } from "../src/data/samples";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "homeroom-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("it writes the sample as folders of PNG files, pixel for pixel", async () => {
  const out = join(folder, "new", "tail");
  expect(await run(out, "--long-tail")).toMatchObject({ code: 0 });
  const file = readFileSync(join(root, "public/samples/fashion-mnist.bin"));
  const pack = await readSample(new Blob([file]).stream());
  const images = [...sampleImages(pack, samples["fashion-long-tail"])];
  const written = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".png"),
  );
  expect(written.sort()).toEqual(images.map(({ path }) => path).sort());
  for (const { path, grey } of images.filter((_, i) => i % 50 === 0)) {
    const { data } = PNG.sync.read(readFileSync(join(out, path)));
    expect(Uint8Array.from(data.filter((_, i) => i % 4 === 1))).toEqual(Uint8Array.from(grey));
  }
  expect(readdirSync(join(folder, "new"))).toEqual(["tail"]);
}, 60_000);

test("a folder with something in it, a file and a missing name are refused, and nothing changes", async () => {
  const full = join(folder, "full");
  expect(await run(full)).toMatchObject({ code: 0 });
  writeFileSync(join(folder, "file"), "");
  const before = readdirSync(folder, { recursive: true });
  expect(await run(full)).toEqual({
    code: 2,
    error: `${full} is not empty. Name a new or an empty folder.\n`,
  });
  expect(await run(join(folder, "file"))).toMatchObject({ code: 2 });
  expect(await run()).toEqual({
    code: 2,
    error: "Name one folder. Usage: npm run sample -- DIR [--long-tail]\n",
  });
  expect(await run("a", "b")).toMatchObject({ code: 2 });
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
}, 60_000);

function run(...args: string[]): Promise<{ code: number; error: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["tools/setup.mjs", "tools/sample.ts", ...args],
      { cwd: root },
      (_error, _output, error) => resolve({ code: child.exitCode ?? 1, error }),
    );
  });
}
