/** Each export's answers in its own runtime: probabilities `[files][classes]`. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";
import * as ort from "onnxruntime-web";
import type { Page } from "playwright";

export interface Images {
  /** RGB from 0 to 1, `[files, 3, sizePx, sizePx]`. */
  pixels: Float32Array;
  sizePx: number;
}

export async function onnxAnswers(folder: string, images: Images): Promise<number[][]> {
  const session = await ort.InferenceSession.create(readFileSync(join(folder, "model.onnx")));
  const input = new ort.Tensor("float32", images.pixels, shapeOf(images));
  const { probabilities } = await session.run({ images: input });
  const values = await probabilities!.getData();
  await session.release();
  return rowsOf(Array.from(values as Float32Array), shapeOf(images)[0]);
}

export async function tfjsAnswers(folder: string, images: Images): Promise<number[][]> {
  await tf.setBackend("cpu");
  const { modelTopology, weightsManifest } = JSON.parse(
    readFileSync(join(folder, "model.json"), "utf8"),
  ) as { modelTopology: object; weightsManifest: tf.io.WeightsManifestConfig };
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest[0]!.weights,
      weightData: new Uint8Array(readFileSync(join(folder, "weights.bin"))).buffer,
    }),
  );
  const answers = tf.tidy(() => {
    const batch = tf.transpose(tf.tensor4d(images.pixels, shapeOf(images)), [0, 2, 3, 1]);
    return model.predict(batch) as tf.Tensor2D;
  });
  const rows = await answers.array();
  answers.dispose();
  model.dispose();
  return rows;
}

/** Opens the file in a tab beside `page`, as a person would, and gives it the files. */
export async function pageAnswers(
  page: Page,
  folder: string,
  files: readonly string[],
): Promise<number[][]> {
  const tab = await page.context().newPage();
  const requests: string[] = [];
  tab.on("request", (request) => requests.push(request.url()));
  await tab.goto(pathToFileURL(join(folder, "classifier.html")).href);
  await tab.getByText("Checked: it gives the app's own answers").waitFor();
  await tab.getByLabel("Choose images").setInputFiles([...files]);
  const answers: number[][] = [];
  for (const path of files) {
    const item = tab.locator("li[data-probabilities]").filter({ hasText: basename(path) });
    await item.waitFor();
    answers.push(JSON.parse((await item.getAttribute("data-probabilities"))!) as number[]);
  }
  const foreign = requests.filter((url) => !url.startsWith("file:") && !url.startsWith("blob:"));
  if (foreign.length > 0) throw new Error(`The page asked for ${foreign.join(", ")}.`);
  await tab.close();
  return answers;
}

function shapeOf({ pixels, sizePx }: Images): [number, number, number, number] {
  return [pixels.length / (3 * sizePx * sizePx), 3, sizePx, sizePx];
}

function rowsOf(values: readonly number[], count: number): number[][] {
  const classes = values.length / count;
  return Array.from({ length: count }, (_, i) => values.slice(i * classes, (i + 1) * classes));
}
