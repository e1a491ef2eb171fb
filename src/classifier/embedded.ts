/** What a classifier page holds beside its weights, as JSON. Types only. */
import type { Normalization } from "../data/batch";
import type { Model } from "../nn/model";

export interface Embedded {
  model: Model;
  classes: readonly string[];
  normalization: Normalization;
  /** Images with the app's answers, which the page checks itself by. */
  examples: readonly { pngBase64: string; probabilities: readonly number[] }[];
}
