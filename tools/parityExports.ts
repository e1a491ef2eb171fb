/**
 * `npm run parity:exports [-- NAME …]`: for every architecture a model is trained for an epoch on the
 * sample, exported, and asked about the same PNG and JPEG files in each runtime: torchvision's or timm's
 * network, the PyTorch bundle's, onnxruntime-web, tf.loadLayersModel, and the web page in Chromium. Exit code
 * 1 where a probability is more than 1e-4 of their range from the app's. Needs python3 (or what PYTHON
 * names) with PyTorch, torchvision and Pillow.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright";
import golden from "../src/parts/models/models.golden.json";
import { projectRoot } from "./build";
import { runCommand } from "./command";
import { saveDownload, saveExport } from "./download";
import { followRun } from "./followRun";
import { importImages } from "./importImages";
import { withHomeroom } from "./page";
import { onnxAnswers, pageAnswers, tfjsAnswers } from "./parityExportsRuntimes";
import { unzip } from "./unzip";

const TOLERANCE = 1e-4;
const IMAGE_SIZE_PX = 32;
/**
 * Small, for steps enough that running statistics of momentum 0.01 move. Not smaller: of batches of 4
 * EfficientNet-B0 learns variances of 1e-9, and PyTorch's float32 leaves its own float64 by 5e-3.
 */
const BATCH_SIZE = 8;

const fixtures = join(projectRoot, "e2e/fixtures/images");
/** Colours, transparency, grey, images to be turned and one not to be, a progressive JPEG. */
const fixtureNames = [
  "ok.png",
  "alpha.png",
  "ok.jpg",
  "gray.jpg",
  "exif6.jpg",
  "exif7.webp",
  "orientation6.png",
  "imagemagick6.png",
  "prog.jpg",
];

/** `layout`: what tools/torchModels.py makes; null for our own network. */
const cases = [
  { name: "smallCnn", model: { name: "smallCnn" }, layout: null },
  ...golden.cases.map(({ config }) => ({
    name: Object.values(config).join("-"),
    model: config,
    layout: config,
  })),
];

const run = promisify(execFile);

await runCommand(async (signal) => {
  const folder = mkdtempSync(join(tmpdir(), "homeroom-exports-"));
  const wanted = process.argv.slice(2);
  let failures = 0;
  try {
    const { images, files } = await makeImages(folder);
    await withHomeroom("wasm", signal, async ({ page }) => {
      await importImages(page, { kind: "folder", folder: images });
      for (const it of cases.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
        const own = await trainAndExport(page, it, join(folder, it.name), files);
        const all = own.flat();
        const [least, most] = [Math.min(...all), Math.max(...all)];
        console.log(`${it.name}: probabilities from ${least.toFixed(3)} to ${most.toFixed(3)}`);
        // Answers that are all alike would agree with anything: a difference is a share of their range.
        const tolerance = TOLERANCE * (most - least);
        const others = await answersElsewhere(page, it, folder, files);
        for (const [runtime, answers] of Object.entries(others)) {
          if (!answers) continue;
          const difference = largestDifference(answers, own);
          const isWrong = !(difference <= tolerance);
          if (isWrong) failures++;
          const verdict = isWrong ? "  TOO FAR" : "";
          console.log(`  ${runtime.padEnd(18)} ${difference.toExponential(1)}${verdict}`);
        }
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(failures === 0 ? "All agree." : `${failures} disagree.`);
  return failures === 0 ? 0 : 1;
});

/** The sample, and files to ask about. */
async function makeImages(folder: string) {
  const images = join(folder, "sample");
  await run(process.execPath, ["tools/setup.mjs", "tools/sample.ts", images], { cwd: projectRoot });
  const bag = join(images, "val/Bag");
  const files = [
    join(bag, readdirSync(bag).sort().at(-1)!),
    ...fixtureNames.map((name) => join(fixtures, name)),
  ];
  return { images, files };
}

type Case = (typeof cases)[number];

/** Leaves best.safetensors and a folder per export; returns the app's answers `[files][classes]`. */
async function trainAndExport(
  page: Page,
  { model }: Case,
  folder: string,
  files: readonly string[],
): Promise<number[][]> {
  const config = {
    data: { imageSizePx: IMAGE_SIZE_PX },
    model,
    training: { epochs: 1, batchSize: BATCH_SIZE },
  };
  const answer = await page.evaluate((it) => homeroom.calls.startRun(it), config);
  if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
  const news = followRun(page, 0);
  let next = await news.next();
  while (!next.done) next = await news.next();
  if (next.value.status !== "finished") throw new Error(next.value.message);
  await saveDownload(page, "best.safetensors", join(folder, "best.safetensors"));
  for (const format of ["onnx", "tfjs", "html", "pytorch"] as const) {
    await saveExport(page, format, folder);
    const zip = join(folder, `homeroom-${format}.zip`);
    await unzip(readFileSync(zip), join(folder, format));
    rmSync(zip);
  }
  const named = files.map((path) => ({
    path: basename(path),
    base64: readFileSync(path).toString("base64"),
  }));
  const { rows, skipped } = await page.evaluate(async (files) => {
    const blobs = files.map(({ path, base64 }) => ({
      path,
      file: new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]),
    }));
    return homeroom.calls.predict(blobs, "best");
  }, named);
  if (skipped.length > 0) throw new Error(JSON.stringify(skipped));
  return named.map(({ path }) => [...rows.find((row) => row.path === path)!.probabilities]);
}

async function answersElsewhere(
  page: Page,
  { name, layout }: Case,
  folder: string,
  files: readonly string[],
): Promise<Record<string, number[][] | null>> {
  const plan = join(folder, "plan.json");
  writeFileSync(plan, JSON.stringify({ name, layout, files }));
  const program = join(import.meta.dirname, "parityExports.py");
  await run(process.env.PYTHON ?? "python3", [program, plan]);
  const python = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as {
    torch: number[][] | null;
    bundle: number[][];
  };
  const bytes = new Uint8Array(readFileSync(join(folder, `${name}.pixels`)));
  const images = { pixels: new Float32Array(bytes.buffer), sizePx: IMAGE_SIZE_PX };
  const exports = join(folder, name);
  return {
    "torchvision / timm": python.torch,
    "PyTorch bundle": python.bundle,
    "onnxruntime-web": await onnxAnswers(join(exports, "onnx"), images),
    "tf.loadLayersModel": await tfjsAnswers(join(exports, "tfjs"), images),
    "web page": await pageAnswers(page, join(exports, "html"), files),
  };
}

function largestDifference(given: number[][], expected: number[][]): number {
  if (given.length !== expected.length) return NaN;
  return Math.max(
    ...given.flatMap((row, i) => expected[i]!.map((value, c) => Math.abs(row[c]! - value))),
  );
}
