/** A model part turns options into a list of layers. */
import type { Options, Part } from "../../lib/part";
import type { Model } from "../../nn/model";

export interface ModelContext {
  classCount: number;
  imageSizePx: number;
}

export const model = <const O extends Options>(part: Part<O, ModelContext, Model>) => part;
