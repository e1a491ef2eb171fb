/** A user takes the model away in each format, and its own runtime gives the app's answers. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BlobReader, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";
import * as ort from "onnxruntime-web";
import { PNG } from "pngjs";
import { projectRoot } from "../tools/build";
import { download, importFolder, openSettings, startTraining, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

const TOLERANCE = 1e-4;

interface Answer {
  fileName: string;
  probabilities: number[];
}

/** Inside the project, where Node finds its packages. */
async function unzipped(zip: Buffer): Promise<string> {
  const parent = join(projectRoot, "test-results");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "export-"));
  const reader = new ZipReader(new BlobReader(new Blob([new Uint8Array(zip)])));
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue;
    const path = join(folder, entry.filename);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await entry.getData(new Uint8ArrayWriter()));
  }
  await reader.close();
  return folder;
}

/** RGB from 0 to 1, `[1, 3, height, width]`. */
function readPng(path: string): ort.Tensor {
  const { data, width, height } = PNG.sync.read(readFileSync(path));
  const area = width * height;
  const values = Float32Array.from({ length: 3 * area }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / area), i % area];
    return data[4 * pixel + channel]! / 255;
  });
  return new ort.Tensor("float32", values, [1, 3, height, width]);
}

story("every export gives the app's own answers in its own runtime", async ({ openTab }) => {
  const page = await openTab();
  const images = imageFolder({ red: 20, green: 20, blue: 20 });
  await importFolder(page, images.path);
  await openSettings(page, { ...tiny, training: { epochs: 1, batchSize: 8 } });
  await startTraining(page);
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();

  const onnx = await unzipped(await download(page, "homeroom-onnx.zip"));
  const card = readFileSync(join(onnx, "MODEL_CARD.md"), "utf8");
  expect(card).toContain("| red |");
  const session = await ort.InferenceSession.create(readFileSync(join(onnx, "model.onnx")));
  const answers = JSON.parse(
    readFileSync(join(onnx, "examples", "answers.json"), "utf8"),
  ) as Answer[];
  expect(answers.length).toBeGreaterThan(1);
  for (const { fileName, probabilities } of answers) {
    const outputs = await session.run({ images: readPng(join(onnx, "examples", fileName)) });
    const given = Array.from((await outputs.probabilities!.getData()) as Float32Array);
    given.forEach((value, i) =>
      expect(Math.abs(value - probabilities[i]!)).toBeLessThan(TOLERANCE),
    );
  }

  const tfjs = await unzipped(await download(page, "homeroom-tfjs.zip"));
  expect(existsSync(join(tfjs, "weights.bin"))).toBe(true);
  const said = execFileSync("node", ["check.mjs"], { cwd: tfjs, encoding: "utf8" });
  expect(said).toContain(`${answers.length} examples agree`);

  images.remove();
  for (const folder of [onnx, tfjs]) rmSync(folder, { recursive: true });
});
