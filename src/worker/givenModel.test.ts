import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { expect, test } from "vitest";
import { writeSafetensors } from "../parts/formats/safetensors";
import { givenModel } from "./givenModel";

async function zip(name: string, contents: Readonly<Record<string, string>>): Promise<File> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [path, text] of Object.entries(contents)) await writer.add(path, new TextReader(text));
  return new File([await writer.close()], name);
}
const file = (name: string, ...bytes: number[]) => new File([Uint8Array.from(bytes)], name);

test("a zipped LayersModel has its weights under any of the names that converters gave them", async () => {
  const names = ["weights.bin", "group1-shard1of2", "group1-shard2of2.bin"];
  const contents = Object.fromEntries(names.map((name) => [`my model/${name}`, name]));
  const given = await givenModel([
    await zip("m.zip", { "my model/model.json": "{}", ...contents }),
  ]);
  if (given.kind !== "layersModel") throw new Error(given.kind);
  for (const name of names)
    expect(new TextDecoder().decode(given.parts.weights(name)!), name).toBe(name);
});

test("checkpoints and weights files are told apart", async () => {
  const checkpoint = await zip("c.zip", { "manifest.json": "{}", "best.safetensors": "" });
  expect((await givenModel([checkpoint])).kind).toBe("checkpoint");
  const weights = new File([writeSafetensors({ tensors: [], metadata: {} })], "w");
  expect((await givenModel([weights])).kind).toBe("safetensors");
  await expect(givenModel([weights, weights])).rejects.toThrow("Choose one file");
});

test.each([
  ["PyTorch's zip", zip('my "best".pth', { "model/data.pkl": "" }), 'torch.load("my best.pth"'],
  ["PyTorch's older file", file("pytorch_model.bin", 0x80, 2, 0x8a), "import torch, safetensors"],
  ["HDF5", file("model.h5", 0x89, 0x48, 0x44, 0x46), "save_keras_model"],
  [".keras", zip("m.keras", { "model.weights.h5": "" }), "save_keras_model"],
  ["ONNX", file("model.onnx", 8), "as a .safetensors file"],
  ["a SavedModel", zip("m.zip", { "a/saved_model.pb": "" }), "as a .safetensors file"],
  ["a zipped weights file", zip("m.zip", { "m.safetensors": "" }), "Unpack it"],
  ["weights without model.json", file("group1-shard1of1", 1, 2), "Choose model.json"],
  ["a program, which ends its line", file("model.h5", 0x89, 0x48, 0x44, 0x46), '"model")\n'],
])("%s is refused with what to do", async (_, given, words) => {
  await expect(givenModel([await given])).rejects.toThrow(words);
});
