/** A user takes the model away in each format, and its own runtime gives the app's answers. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as ort from "onnxruntime-web";
import { PNG } from "pngjs";
import { projectRoot } from "../tools/build";
import { unzip } from "../tools/unzip";
import { download, importFolder, openModel, openSettings, startTraining, tiny } from "./actions";
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
  await unzip(zip, folder);
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

  const tfjsZip = await download(page, "homeroom-tfjs.zip");
  const tfjs = await unzipped(tfjsZip);
  expect(existsSync(join(tfjs, "weights.bin"))).toBe(true);
  const said = execFileSync("node", ["check.mjs"], { cwd: tfjs, encoding: "utf8" });
  expect(said).toContain(`${answers.length} examples agree`);

  // The app reads it back, as it reads Keras's models.
  const fresh = await openTab();
  await openModel(fresh, "homeroom-tfjs.zip", tfjsZip);
  await expect(fresh.getByRole("region", { name: "Model in use" })).toContainText("3 classes");
  await fresh.getByLabel("Folder to predict").setInputFiles(join(tfjs, "examples"));
  const saved = fresh.waitForEvent("download");
  await fresh.getByRole("button", { name: /CSV/ }).click();
  const csv = readFileSync(await (await saved).path(), "utf8");
  for (const { fileName, probabilities } of answers) {
    const line = csv.split("\n").find((text) => text.includes(fileName))!;
    const given = line.split(",").slice(2).map(Number);
    given.forEach((value, i) =>
      expect(Math.abs(value - probabilities[i]!)).toBeLessThan(TOLERANCE),
    );
  }

  const html = await unzipped(await download(page, "homeroom-html.zip"));
  await page.goto(pathToFileURL(join(html, "classifier.html")).href);
  await expect(page.getByText("Checked: it gives the app's own answers")).toBeVisible();
  await page
    .getByLabel("Choose images")
    .setInputFiles(answers.map(({ fileName }) => join(html, "examples", fileName)));
  for (const { fileName, probabilities } of answers) {
    const item = page.getByRole("listitem").filter({ hasText: fileName });
    await expect(item.getByText("%")).toHaveCount(probabilities.length);
    const given = JSON.parse((await item.getAttribute("data-probabilities"))!) as number[];
    given.forEach((value, i) =>
      expect(Math.abs(value - probabilities[i]!)).toBeLessThan(TOLERANCE),
    );
  }

  images.remove();
  for (const folder of [onnx, tfjs, html]) rmSync(folder, { recursive: true });
});
