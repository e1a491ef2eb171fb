/** `npm run sample -- DIR [--long-tail]`: writes the built-in sample as folders of PNG files. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { PNG } from "pngjs";
import { readSample } from "../src/data/samplePack";
import { sampleImages, samples } from "../src/data/samples";
import { parseUsage, runCommand, UsageError } from "./command";
import { writeOutFolder } from "./outFolder";

const USAGE = "npm run sample -- DIR [--long-tail]";
const GREY = 0;

await runCommand(async (signal) => {
  const { values, positionals } = parseUsage(USAGE, () =>
    parseArgs({ allowPositionals: true, options: { "long-tail": { type: "boolean" } } }),
  );
  const [folder, ...others] = positionals;
  if (!folder || others.length > 0) throw new UsageError([`Name one folder. Usage: ${USAGE}`]);
  requireFree(folder);
  const sample = samples[values["long-tail"] ? "fashion-long-tail" : "fashion"];
  const file = await readFile(join(import.meta.dirname, "../public/samples/fashion-mnist.bin"));
  const pack = await readSample(new Blob([file]).stream());
  let count = 0;
  await writeOutFolder(folder, async (temporary) => {
    for (const { path, grey } of sampleImages(pack, sample)) {
      signal.throwIfAborted();
      const target = join(temporary, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, encodePng(grey, pack.imageSizePx));
      count++;
    }
  });
  console.log(`${count} images in ${pack.classes.length} classes: ${folder}`);
  return 0;
});

function requireFree(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new UsageError([`${folder} is a file. Name a new or an empty folder.`]);
  if (readdirSync(folder).length > 0)
    throw new UsageError([`${folder} is not empty. Name a new or an empty folder.`]);
}

function encodePng(grey: Uint8Array, sizePx: number): Buffer {
  const png = new PNG({ width: sizePx, height: sizePx });
  grey.forEach((value, i) => png.data.set([value, value, value, 255], i * 4));
  return PNG.sync.write(png, { colorType: GREY });
}
