/** Somebody starts from weights that they have as a file. */
import { buildPart, registrySchema } from "../src/lib/part";
import { filledState } from "../src/nn/filledState";
import { models } from "../src/parts/models";
import { readSafetensors } from "../src/parts/formats/safetensors";
import { writeLayersModel } from "../src/parts/formats/tfjs/layersModel";
import { writeWeights } from "../src/parts/formats/weights";
import { download, importFolder, openSettings, startTraining, tab, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

/** A small CNN for five classes, every number 0.25. */
function smallCnn(width: number) {
  const config = registrySchema(models).parse({ name: "smallCnn", width });
  const model = buildPart(models, config, { classCount: 5, imageSizePx: 16 });
  return { model, ...filledState(model, 0.25) };
}

function weightsFile(width: number) {
  const { model, parameters, buffers } = smallCnn(width);
  for (const name of Object.keys(buffers))
    if (name.endsWith("num_batches_tracked")) buffers[name]!.fill(7);
  return {
    name: `width-${width}.safetensors`,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(writeWeights(model, { parameters, buffers }, {})),
  };
}

story("somebody starts from a weights file, and trains a new head on it", async ({ openTab }) => {
  const folder = imageFolder({ red: 12, green: 12 });
  const page = await openTab("?device=wasm");
  await importFolder(page, folder.path);
  await openSettings(page, {
    ...tiny,
    model: { ...tiny.model, trainable: "head" },
    training: { epochs: 1, batchSize: 8 },
  });
  await page.getByRole("button", { name: /^Model/ }).click();
  await expect(page.getByText("which are random")).toBeVisible();

  const picker = page.getByLabel("Starting weights file");
  await picker.setInputFiles(weightsFile(8));
  await expect(page.getByRole("alert")).toContainText("width-8.safetensors was not taken");
  await expect(page.getByRole("list", { name: "Differences" })).toContainText(
    "features.0.conv.weight is 8 × 3 × 3 × 3 instead of 4 × 3 × 3 × 3",
  );
  await expect(page.getByRole("combobox", { name: "Starting weights" })).toHaveValue("Random");

  await picker.setInputFiles(weightsFile(4));
  await expect(page.getByRole("combobox", { name: "Starting weights" })).toHaveValue(
    "width-4.safetensors",
  );
  await expect(page.getByText("which are random")).toBeHidden();
  const size = page.getByText("Trained at 224 px, your images have 16 px.");
  await expect(size).toBeVisible();
  await page.getByRole("button", { name: /^Model/ }).click();
  await expect(page.getByRole("region", { name: "Pretrained weights" })).toContainText(
    "about 10 training images a class, a frozen backbone suits best.",
  );
  await expect(size).toBeVisible();
  await startTraining(page);
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();

  const { tensors } = readSafetensors(await download(page, "last.safetensors"));
  for (const { name, values } of tensors)
    if (name.startsWith("features.") && !name.endsWith("num_batches_tracked"))
      expect(new Set(values), name).toEqual(new Set([0.25]));
  const head = tensors.find(({ name }) => name === "classifier.weight")!;
  expect(head.shape).toEqual([2, 16]);
  expect(new Set(head.values).size).toBeGreaterThan(2);
  await expect(tab(page, "Results")).toContainText("F1");
  folder.remove();
});

story(
  "somebody starts from a TensorFlow.js model, whose layers come with it",
  async ({ openTab }) => {
    const folder = imageFolder({ red: 12, green: 12 });
    const page = await openTab("?device=wasm");
    await importFolder(page, folder.path);
    await openSettings(page, { ...tiny, training: { epochs: 1, batchSize: 8 } });
    await page.getByRole("button", { name: /^Model/ }).click();

    const { model, ...state } = smallCnn(4);
    const files = writeLayersModel({
      model,
      state,
      classes: ["a", "b", "c", "d", "e"],
      normalization: { mean: [0, 0, 0], standardDeviation: [1, 1, 1] },
      examples: [],
      metadata: {},
    });
    const [json, weights] = Object.entries(files).map(([name, content]) => ({
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(content),
    }));
    const picker = page.getByLabel("Starting weights file");
    await picker.setInputFiles([json!]);
    await expect(page.getByRole("alert")).toContainText("weights.bin is missing");

    await picker.setInputFiles([json!, weights!]);
    await expect(page.getByRole("alert")).toBeHidden();
    await expect(page.getByRole("combobox", { name: "Architecture" })).toHaveValue("Imported");
    await page.getByRole("textbox", { name: "Trainable layers", exact: true }).fill("head");
    await startTraining(page);
    await expect(page.getByText("Finished", { exact: true })).toBeVisible();

    const { tensors } = readSafetensors(await download(page, "last.safetensors"));
    const kept = tensors.filter(({ name }) => /conv\.weight|running_mean/.test(name));
    expect(kept.length).toBeGreaterThan(4);
    for (const { name, values } of kept) expect(new Set(values), name).toEqual(new Set([0.25]));
    expect(tensors.findLast(({ name }) => name.endsWith(".weight"))!.shape).toEqual([2, 16]);
    folder.remove();
  },
);
