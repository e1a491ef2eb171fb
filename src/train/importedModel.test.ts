import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { filledState } from "../nn/filledState";
import { saved, teachableModel, type Saved } from "../parts/formats/tfjs/read/testLayersModel";
import { layersModelFiles } from "../worker/layersModelFiles";
import { modelOf } from "./checkpoint";
import { parseConfig } from "./config";
import { fitWeights } from "./fitWeights";
import { importLayersModel } from "./importedModel";
import { readModelFile, unknownOrigin, writeModelFile } from "./modelFile";
import { makeRecipe } from "./recipe";
import { startingState } from "./startingState";
import { colouredSquares } from "./testRun";

const metadata = JSON.stringify({ labels: ["cat", "dog", "owl"] });
let file: Saved;

beforeAll(async () => {
  await tf.setBackend("cpu");
  file = await saved(teachableModel());
});

const filesOf = () => [
  new File([metadata], "metadata.json"),
  new File([new Uint8Array(file.bytes)], "weights.bin"),
  new File([file.json], "model.json"),
];

async function trained() {
  const parts = await layersModelFiles(filesOf());
  return importLayersModel(parts!).trained;
}

test("the files are found by themselves and in a zip, and others are not taken for them", async () => {
  const zip = new ZipWriter(new BlobWriter("application/zip"), { useWebWorkers: false });
  await zip.add("my model/model.json", new TextReader(file.json));
  await zip.add("my model/metadata.json", new TextReader(metadata));
  await zip.add("my model/weights.bin", new Uint8ArrayReader(file.bytes));
  const packed = new File([await zip.close()], "model.zip");
  const parts = await layersModelFiles([packed]);
  expect(importLayersModel(parts!).trained).toEqual(await trained());
  expect(await layersModelFiles([new File(["x"], "weights.safetensors")])).toBeNull();
  const alone = await layersModelFiles([new File([file.json], "model.json")]);
  expect(() => importLayersModel(alone!)).toThrow("./weights.bin is missing. Choose it together");
});

test("it is saved as a file of ours, and read again", async () => {
  const model = await trained();
  const { config } = parseConfig({ model: { name: "resnet18", trainable: "head" } });
  expect(fitWeights(writeModelFile(model, unknownOrigin), config!.model)).toMatchObject({
    ok: true,
    model: { ...model.config.model, trainable: "head" },
  });
  expect(model).toMatchObject({
    classes: ["cat", "dog", "owl"],
    normalization: { mean: [0.5, 0.5, 0.5] },
  });
  expect(readModelFile(writeModelFile(model, unknownOrigin))).toEqual(model);
});

test("numbers that no model could have are told layer by layer", async () => {
  const model = await trained();
  model.state.parameters["Conv1.weight"]![3] = NaN;
  model.state.buffers["down_BN.running_var"]![0] = Infinity;
  const { config } = parseConfig({ model: { name: "resnet18" } });
  expect(fitWeights(writeModelFile(model, unknownOrigin), config!.model)).toEqual({
    ok: false,
    message: "Its weights do not fit its own model: the file is damaged.",
    differences: [
      "Conv1.weight holds NaN or infinity",
      "down_BN.running_var holds NaN or infinity",
    ],
  });
});

test("it is what a run starts from, with a new head for its own classes", async () => {
  const model = await trained();
  const bytes = writeModelFile(model, unknownOrigin);
  const { config } = parseConfig({
    data: { imageSizePx: 16, augmentations: [] },
    model: { ...model.config.model, trainable: "head" },
  });
  const dataset = { ...colouredSquares(8, 2), imageSizePx: 16 };
  const own = modelOf(config!, dataset.classes, 16);
  const { parameters, hasNewHead } = startingState(
    bytes,
    own,
    dataset.classes,
    filledState(own, 7),
  );
  expect(hasNewHead).toBe(true);
  expect(parameters["dense2.weight"]).toEqual(new Float32Array(20).fill(7));
  expect(parameters["dense1.weight"]).toEqual(model.state.parameters["dense1.weight"]);
  const { cut, frozen } = makeRecipe(config!, dataset);
  expect(frozen.has("dense2")).toBe(false);
  expect(cut!.prefix.classCount).toBe(10);
});

test("layers that no model could be made of are refused at the setting", () => {
  const refusalOf = (layers: unknown) =>
    parseConfig({ model: { name: "imported", layers: JSON.stringify(layers) } }).errors;
  const conv = { op: "conv2d", name: "a", inputs: ["input"] };
  expect(refusalOf([conv])).toMatchObject([{ path: "model.layers" }]);
  const relu = { op: "activation", kind: "relu", name: "a", inputs: ["nowhere"] };
  expect(refusalOf([relu])[0]!.message).toContain('reads "nowhere"');
  expect(refusalOf([{ ...relu, inputs: ["input"] }])[0]!.message).toContain("last layer");
});
