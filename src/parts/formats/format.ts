/**
 * An export: a trained model as another runtime wants it. A format gives the files that are its own;
 * what all exports share (examples to check by, the model card) is added around them.
 */
import type { Normalization } from "../../data/batch";
import type { SplitName } from "../../data/dataset";
import type { ParameterSettings } from "../../engine/engine";
import type { FrozenLayers } from "../../nn/frozen";
import type { Model } from "../../nn/model";
import type { ModelState } from "../../nn/state";
import type { Config } from "../../train/config";

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

/** A run as it stands, and what its configuration means for its model and images. */
export interface HandedOverRun {
  config: Config;
  /** The bytes of `checkpoint.zip`. */
  checkpoint: Uint8Array<ArrayBuffer>;
  split: SplitManifest;
  stepsPerEpoch: number;
  /** `[classes]`, or null for equal weights. */
  classWeights: readonly number[] | null;
  /** By parameter name. */
  parameters: ReadonlyMap<string, ParameterSettings>;
  /** Until the configuration's `unfreezeEpoch`. */
  frozenLayers: FrozenLayers;
}

/** Which image is in which split, and by what to recognise it. */
export interface SplitManifest {
  /** Of the data set as a whole. */
  fingerprint: string;
  imageSizePx: number;
  classes: readonly string[];
  images: readonly {
    path: string;
    label: number;
    split: SplitName;
    /** Of its 8-bit RGB pixels `[imageSizePx, imageSizePx, 3]`, as decoded and scaled here. */
    sha256: string;
    /** Red, green and blue, 0–255. */
    meanColor: readonly number[];
  }[];
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
  /** For the model card, Markdown: how to run the check, and what goes in and comes out. */
  use: (model: Model) => string;
  /**
   * By path in the export.
   * @param run the run that trained the model, for a runtime that goes on with it; rejects with what is
   * missing
   */
  files: (
    exported: ExportedModel,
    run: () => Promise<HandedOverRun>,
  ) => Readonly<Record<string, FileContent>> | Promise<Readonly<Record<string, FileContent>>>;
}

export const format = (it: Format) => it;
