/**
 * An export as one zip: the format's own files, a model card, and examples with this app's answers by
 * which a check in the other runtime can tell that it is the same model.
 */
import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import type { Tier } from "../engine/tier";
import { sizeOf } from "../lib/shape";
import { partOf, type Task } from "../lib/task";
import { parametersOf } from "../nn/model";
import { formats } from "../parts/formats";
import type { Example, FileContent, HandedOverRun } from "../parts/formats/format";
import type { FormatName } from "../parts/formats/formatNames";
import { modelCard } from "../parts/formats/modelCard";
import { accuracy, f1PerClass, macroF1 } from "../parts/metrics/classification";
import { originOf, trainedModelOf, type Checkpoint } from "../train/checkpoint";
import { logitsOf } from "../train/evaluate";
import { exampleImages } from "../train/exampleImages";
import { modelMetadata, type TrainedModel } from "../train/modelFile";
import { predictionsOf } from "../train/predictions";
import { withTrainedEngine } from "./trainedEngine";

export interface ExportContext {
  tier: Tier;
  /** The run, for formats that go on with it; rejects with what is missing. */
  handedOver: (task: Task) => Promise<HandedOverRun>;
  task: Task;
}

export async function exportModel(
  name: FormatName,
  checkpoint: Checkpoint,
  { tier, handedOver, task }: ExportContext,
): Promise<Blob> {
  const trained = trainedModelOf(checkpoint, "best");
  const { model, state, classes, normalization } = trained;
  const examples = await answeredExamples(trained, tier);
  await task.reach(0.2);
  const metadata = modelMetadata(trained, originOf(checkpoint, "best"));
  const exported = { model, state, classes, normalization, examples, metadata };
  const made = await formats[name].files(exported, () => handedOver(partOf(task, 0.2, 0.5)));
  const files = new Map<string, FileContent>(Object.entries(made));
  files.set("MODEL_CARD.md", cardOf(trained, checkpoint, formats[name].use(model)));
  const answers = examples.map(({ png: _, ...answer }) => answer);
  files.set("examples/answers.json", `${JSON.stringify(answers, null, 2)}\n`);
  for (const { fileName, png } of examples) files.set(`examples/${fileName}`, png);
  return zipped(files, partOf(task, 0.5, 1));
}

async function answeredExamples(trained: TrainedModel, tier: Tier): Promise<Example[]> {
  const { model, normalization } = trained;
  const { imageSizePx, classCount } = model;
  const pixels = exampleImages(imageSizePx);
  const imageBytes = imageSizePx * imageSizePx * 3;
  const count = pixels.length / imageBytes;
  const images = { imageSizePx, pixels, labels: new Uint16Array(count) };
  const logits = await withTrainedEngine(trained, tier, (engine) =>
    logitsOf(
      engine,
      images,
      Uint32Array.from({ length: count }, (_, i) => i),
      normalization,
    ),
  );
  const names = Array.from({ length: count }, (_, i) => `${i + 1}.png`);
  return Promise.all(
    predictionsOf(names, logits, classCount).map(async ({ path, probabilities }, i) => ({
      fileName: path,
      png: await encodePng(pixels.subarray(i * imageBytes, (i + 1) * imageBytes), imageSizePx),
      logits: Array.from(logits.subarray(i * classCount, (i + 1) * classCount)),
      probabilities,
    })),
  );
}

async function encodePng(rgb: Uint8Array, sizePx: number): Promise<Uint8Array<ArrayBuffer>> {
  const image = new ImageData(sizePx, sizePx);
  for (let pixel = 0; pixel < sizePx * sizePx; pixel++) {
    image.data.set(rgb.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
    image.data[4 * pixel + 3] = 255;
  }
  const canvas = new OffscreenCanvas(sizePx, sizePx);
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
}

function cardOf(
  { model, classes, config }: TrainedModel,
  { run, progress }: Checkpoint,
  use: string,
): string {
  const { best, bestConfusion: confusion } = progress;
  return modelCard({
    architecture: model.name,
    parameterCount: parametersOf(model).reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    imageSizePx: model.imageSizePx,
    classes,
    imageCounts: run.imageCounts,
    best,
    confusion,
    scores: confusion && {
      accuracy: accuracy(confusion),
      macroF1: macroF1(confusion),
      f1: f1PerClass(confusion),
    },
    use,
    configuration: JSON.stringify(config, null, 2),
  });
}

/** Nothing is gained by packing these again. */
const packedAlready = /\.(png|zip)$/;

async function zipped(files: ReadonlyMap<string, FileContent>, task: Task): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter("application/zip"), { useWebWorkers: false });
  const total = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  for (const [path, content] of files) {
    await zip.add(
      path,
      typeof content === "string" ? new TextReader(content) : new Uint8ArrayReader(content),
      {
        level: packedAlready.test(path) ? 0 : undefined,
        signal: task.signal,
        // Of a file's own progress only the sign of life matters; the signal ends it.
        onprogress: (bytes) => task.reach((done + Math.min(bytes, content.length)) / total),
      },
    );
    done += content.length;
    await task.reach(done / total);
  }
  return zip.close();
}
