/** How a step grows with the batch, the image, the classes; and the whole loop with the images at hand. */
import type { Page } from "playwright";
import { pageContender } from "./benchPage";
import { CLASS_COUNT, smallCnn, type Case } from "./cases";
import type { Contender } from "./session";
import type { Library } from "./page/main";

const BATCH = 16;
const SIZE_PX = 32;

export interface GrowthCase extends Case {
  library: Library;
  /** Of the loop: how many images there are. */
  imageCount: number | null;
}

const step = (label: string, imageSizePx: number, classes: number, batch: number): GrowthCase => ({
  label,
  model: smallCnn(imageSizePx, classes),
  batch,
  library: "homeroom",
  imageCount: null,
});

export const growthCases: GrowthCase[] = [
  ...[1, 4, 64, 256].map((batch) => step("Small CNN", SIZE_PX, CLASS_COUNT, batch)),
  ...[64, 128, 224].map((sizePx) => step("Small CNN", sizePx, CLASS_COUNT, BATCH)),
  ...[2, 100, 1000].map((classes) =>
    step(`Small CNN, ${classes} classes`, SIZE_PX, classes, BATCH),
  ),
  ...[100, 5000, 50_000].map((imageCount) => ({
    ...step(`Small CNN, the loop over ${imageCount} images`, SIZE_PX, CLASS_COUNT, BATCH),
    library: "loop" as const,
    imageCount,
  })),
];

export function growthContender(page: Page, tier: string, it: GrowthCase): Contender {
  const setup = it.imageCount === null ? tier : `${tier} ${it.imageCount}`;
  return pageContender(page, [it.library, setup], {
    id: `homeroom-${tier}`,
    engine: "Homeroom",
    tier,
  });
}
