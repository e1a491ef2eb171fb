/**
 * An export: a trained model as another runtime wants it. A format gives the files that are its own;
 * what all exports share (examples to check by, the model card) is added around them.
 */
import type { Normalization } from "../../data/batch";
import type { Model } from "../../nn/model";
import type { ModelState } from "../../nn/state";

export interface ExportedModel {
  model: Model;
  state: ModelState;
  classes: readonly string[];
  normalization: Normalization;
  /** Images with the app's own answers, for the check that travels with the file. */
  examples: readonly Example[];
  /** Where the weights come from (configuration, metrics), as strings by key. */
  metadata: Readonly<Record<string, string>>;
}

export interface Example {
  /** In the folder `examples`. */
  fileName: string;
  /** A PNG of the model's image size, which no preprocessing scales again. */
  png: Uint8Array<ArrayBuffer>;
  /** `[classes]`, as the app gives them. */
  logits: readonly number[];
  probabilities: readonly number[];
}

export type FileContent = string | Uint8Array<ArrayBuffer>;

export interface Format {
  label: string;
  /** One sentence: what the file is for. */
  help: string;
  /** By path in the export. */
  files: (
    exported: ExportedModel,
  ) => Readonly<Record<string, FileContent>> | Promise<Readonly<Record<string, FileContent>>>;
}

export const format = (it: Format) => it;
