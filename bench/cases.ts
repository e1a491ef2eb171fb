/** The models that are measured, each at one image size and batch. */
import type { Model } from "../src/nn/model";
import { buildPart } from "../src/lib/part";
import { models } from "../src/parts/models";
import { mobileNetLike } from "./models/mobileNetLike";

export interface Case {
  /** As tables show it. */
  label: string;
  model: Model;
  batch: number;
}

/** Of every case that is not about the number of classes. */
export const CLASS_COUNT = 10;

/** Without dropout, whose random numbers each library makes in a way of its own. */
export function smallCnn(imageSizePx: number, classCount: number): Model {
  const config = { name: "smallCnn", width: 16, dropout: 0 };
  return buildPart(models, config, { imageSizePx, classCount });
}

function resnet18(imageSizePx: number, classCount: number): Model {
  const config = { name: "resnet18", stem: "small" };
  return buildPart(models, config, { imageSizePx, classCount });
}

function mobileNetV2(imageSizePx: number, classCount: number): Model {
  const config = { name: "mobileNetV2", stem: "large", dropout: 0 };
  return buildPart(models, config, { imageSizePx, classCount });
}

export const cases = {
  cnn: { label: "Small CNN", model: smallCnn(32, CLASS_COUNT), batch: 16 },
  mobile: { label: "MobileNet-like", model: mobileNetLike(64, CLASS_COUNT), batch: 16 },
  resnet: { label: "ResNet-18", model: resnet18(64, CLASS_COUNT), batch: 32 },
  mobilenetv2: { label: "MobileNetV2", model: mobileNetV2(224, CLASS_COUNT), batch: 8 },
} as const satisfies Record<string, Case>;

export type CaseName = keyof typeof cases;
