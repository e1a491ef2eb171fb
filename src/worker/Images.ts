/** The imported data set, and how to import it again at another size. */
import type { Dataset } from "../data/dataset";
import type { ImportContext } from "../data/decodeImages";
import { editDataset, type ImageEdits } from "../data/editDataset";
import { fingerprintOf } from "../data/fingerprint";
import { ImportError } from "../data/importError";
import type { DatasetSummary, ImportRequest, WorkerEvent } from "../protocol";
import { summarize } from "./summarize";
import { throttled } from "./throttled";

/** Reads and decodes the same source as often as it is asked. */
export type Importer = (request: ImportRequest, context: ImportContext) => Promise<Dataset>;

export class Images {
  private current: { dataset: Dataset; importer: Importer; fingerprint: Promise<string> } | null =
    null;
  private running: AbortController | null = null;

  constructor(private readonly emit: (event: WorkerEvent) => void) {}

  get dataset(): Dataset | null {
    return this.current?.dataset ?? null;
  }

  /** Replaces the data set; where the import fails the old one stays. */
  async import(request: ImportRequest, importer: Importer): Promise<DatasetSummary> {
    this.cancel();
    const controller = new AbortController();
    this.running = controller;
    try {
      const dataset = await importer(request, {
        signal: controller.signal,
        onProgress: throttled((done, total, phase) =>
          this.emit({ type: "importProgress", done, total, phase }),
        ),
      });
      this.current = { dataset, importer, fingerprint: fingerprintOf(dataset) };
      return summarize(dataset);
    } finally {
      if (this.running === controller) this.running = null;
    }
  }

  /** Takes images that were imported before, of which there is this size only. */
  restore(dataset: Dataset): void {
    const importer: Importer = ({ imageSizePx }) => {
      if (imageSizePx === dataset.imageSizePx) return Promise.resolve(dataset);
      throw new ImportError(
        `The images of this earlier run are kept at ${dataset.imageSizePx} px only. Import them again to have them at another size.`,
      );
    };
    this.cancel();
    this.current = { dataset, importer, fingerprint: fingerprintOf(dataset) };
    this.emit({ type: "datasetChanged", dataset: summarize(dataset) });
  }

  /** At any size that the images are had at from now on. */
  edit(edits: ImageEdits): DatasetSummary {
    const { dataset, importer } = this.known();
    const edited = editDataset(dataset, edits);
    this.current = {
      dataset: edited,
      importer: async (request, context) => editDataset(await importer(request, context), edits),
      fingerprint: fingerprintOf(edited),
    };
    return summarize(edited);
  }

  cancel(): void {
    this.running?.abort();
  }

  /** Throws where nothing is imported yet. */
  get(): Dataset {
    return this.known().dataset;
  }

  /** The data set at this size, decoded again from its source where it has another. */
  async at(imageSizePx: number): Promise<{ dataset: Dataset; fingerprint: string }> {
    const { dataset, importer } = this.known();
    if (dataset.imageSizePx !== imageSizePx) {
      const summary = await this.import({ name: dataset.name, imageSizePx }, importer);
      this.emit({ type: "datasetChanged", dataset: summary });
    }
    const current = this.known();
    return { dataset: current.dataset, fingerprint: await current.fingerprint };
  }

  /** RGBA pixels `[indices, imageSizePx, imageSizePx, 4]`, as a canvas takes them. */
  read(indices: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
    const { pixels, imageSizePx } = this.known().dataset;
    const area = imageSizePx * imageSizePx;
    const rgba = new Uint8ClampedArray(indices.length * area * 4).fill(255);
    indices.forEach((index, row) => {
      for (let i = 0; i < area; i++)
        for (let channel = 0; channel < 3; channel++)
          rgba[(row * area + i) * 4 + channel] = pixels[(index * area + i) * 3 + channel]!;
    });
    return rgba;
  }

  private known() {
    if (!this.current) throw new Error("There are no images yet. Import some first.");
    return this.current;
  }
}
