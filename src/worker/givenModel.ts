/** What files that somebody picks as a model are. */
import type { LayersModelParts } from "../parts/formats/tfjs/read/readLayersModel";
import { foreignFile } from "../parts/formats/foreignFile";
import { layersModelFiles } from "./layersModelFiles";

export type GivenModel =
  | { kind: "layersModel"; parts: LayersModelParts }
  | { kind: "checkpoint"; file: File }
  | { kind: "safetensors"; bytes: Uint8Array<ArrayBuffer> };

/** By their beginnings alone. Throws, saying what to do, for a kind that can't be read. */
export async function givenModel(files: readonly File[]): Promise<GivenModel> {
  const [file, another] = files;
  if (!file) throw new Error("No file was chosen.");
  const parts = await layersModelFiles(files);
  if (parts) return { kind: "layersModel", parts };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const foreign = foreignFile(file.name, bytes);
  if (foreign) throw new Error(foreign);
  if (another)
    throw new Error(
      "Choose one file, or the files of one TensorFlow.js model, model.json among them.",
    );
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return isZip ? { kind: "checkpoint", file } : { kind: "safetensors", bytes };
}
