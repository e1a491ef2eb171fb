/** Finds a TensorFlow.js LayersModel among picked files, or in a zip of them. */
import { BlobReader, ZipReader, type FileEntry } from "@zip.js/zip.js";
import type { LayersModelParts } from "../parts/formats/tfjs/read/readLayersModel";
import { unpackEntry } from "../train/unpackEntry";

/** Of all files that are unpacked of a zip. */
const MAX_UNPACKED_BYTES = 1024 * 2 ** 20;
const MAX_JSON_BYTES = 64 * 2 ** 20;

/** tfjs's converters have called weights files `group1-shard1of2` and, since 2020, `group1-shard1of2.bin`. */
const isPart = /^(model|metadata)\.json$|\.bin$|^group\d+-shard\d+of\d+$/;

type Contents = ReadonlyMap<string, Uint8Array>;

/** null where it is something else. */
export async function layersModelFiles(files: readonly File[]): Promise<LayersModelParts | null> {
  const [first] = files;
  if (files.length === 1 && first && /\.zip$/i.test(first.name)) return partsOf(await unzip(first));
  const contents = new Map<string, Uint8Array>();
  for (const file of files) contents.set(file.name, new Uint8Array(await file.arrayBuffer()));
  return partsOf(contents);
}

function partsOf(contents: Contents | null): LayersModelParts | null {
  if (!contents) return null;
  const names = [...contents.keys()].filter((name) => /\.json$/i.test(name));
  const model = names.find((name) => name !== "metadata.json");
  if (model === undefined) return null;
  const textOf = (name: string) => {
    const bytes = contents.get(name);
    if (bytes && bytes.length > MAX_JSON_BYTES)
      throw new Error(`${name} is larger than 64 MB, which no model's description is.`);
    return bytes ? new TextDecoder().decode(bytes) : null;
  };
  return {
    json: textOf(model) ?? "",
    metadata: textOf("metadata.json"),
    weights: (path) => contents.get(baseName(path)) ?? null,
  };
}

/** Only what a LayersModel consists of; null for an archive without `model.json`. */
async function unzip(file: File): Promise<Contents | null> {
  const zip = new ZipReader(new BlobReader(file), { useWebWorkers: false });
  try {
    const entries = (await zip.getEntries()).filter(
      (entry): entry is FileEntry => !entry.directory,
    );
    if (!entries.some(({ filename }) => baseName(filename) === "model.json")) return null;
    const contents = new Map<string, Uint8Array>();
    let left = MAX_UNPACKED_BYTES;
    for (const entry of entries) {
      const name = baseName(entry.filename);
      if (!isPart.test(name) || contents.has(name)) continue;
      const bytes = await unpackEntry(entry, left);
      left -= bytes.length;
      contents.set(name, bytes);
    }
    return contents;
  } finally {
    await zip.close();
  }
}

const baseName = (path: string) => path.split(/[\\/]/).at(-1)!;
