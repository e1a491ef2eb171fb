/** A built-in sample → a data set, from a static file of the page's own. */
import type { ImportRequest } from "../protocol";
import type { Dataset } from "./dataset";
import type { ImportContext } from "./decodeImages";
import { ImportError } from "./importError";
import { sampleDataset } from "./sampleDataset";
import { readSample } from "./samplePack";
import { isSampleName, samples } from "./samples";

/** @throws ImportError where there is no such sample or its file cannot be had */
export async function importSample(
  name: string,
  request: ImportRequest,
  { signal, onProgress }: ImportContext,
): Promise<Dataset> {
  if (!isSampleName(name))
    throw new ImportError(
      `There is no sample “${name}”. Choose one of: ${Object.keys(samples).join(", ")}.`,
    );
  onProgress(0, 1, "reading");
  const pack = await fetchSample(signal);
  const dataset = sampleDataset(pack, samples[name], request);
  onProgress(1, 1, "reading");
  return dataset;
}

async function fetchSample(signal: AbortSignal) {
  try {
    const response = await fetch(`${import.meta.env.BASE_URL}samples/fashion-mnist.bin`, {
      signal,
    });
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    return await readSample(response.body);
  } catch (error) {
    signal.throwIfAborted();
    const detail = error instanceof Error ? error.message : String(error);
    throw new ImportError(
      `The sample could not be loaded (${detail}). Reload the page and try again.`,
    );
  }
}
