/** What the augmentations draw: nothing at zero strength, and the spreads that they promise. */
import { expect, test } from "vitest";
import { buildPart, registrySchema } from "../../lib/part";
import { randomFrom } from "../../lib/random";
import { augmentations, composeAugmentations } from ".";
import type { ImageFacts, ImageTransform, Rgb } from "./augmentation";
import { recolor } from "./transforms";

const IMAGE_SIZE_PX = 32;
const DRAWS = 4000;
const schema = registrySchema(augmentations);
const MEAN: Rgb = [100, 120, 140];
const image: ImageFacts = { meanColor: () => MEAN };

function draws(config: object, count = DRAWS): ImageTransform[] {
  const context = { imageSizePx: IMAGE_SIZE_PX };
  const part = buildPart(augmentations, schema.parse(config), context);
  const [augmentation, random] = [composeAugmentations([part])!, randomFrom(11)];
  return Array.from({ length: count }, () => augmentation(random, image));
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const apply = ({ geometric: [a, b, c, d, e, f] }: ImageTransform, x: number, y: number) =>
  [a * x + b * y + c, d * x + e * y + f] as const;

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9));
}

test.each([
  { name: "horizontalFlip", probability: 0 },
  { name: "verticalFlip", probability: 0 },
  { name: "randomCrop", paddingPx: 0 },
  { name: "randomResizedCrop", minArea: 1, maxRatio: 1 },
  { name: "rotation", degrees: 0 },
  { name: "zoom", minScale: 1, maxScale: 1 },
  { name: "colorJitter", brightness: 0, contrast: 0, saturation: 0, hue: 0 },
  { name: "grayscale", probability: 0 },
  { name: "randomErasing", probability: 0 },
  { name: "cutout", side: 0 },
])("%o leaves images as they are", (config) => {
  for (const { geometric, color, erased } of draws(config, 20)) {
    expectNear(geometric, [1, 0, 0, 0, 1, 0]);
    for (const rgb of [MEAN, [255, 0, 7] as const]) expectNear(recolor(color, rgb), rgb);
    expect(erased).toEqual([]);
  }
});

test("a vertical flip turns rows over", () => {
  const flipped = draws({ name: "verticalFlip", probability: 1 }, 1)[0]!;
  expect(apply(flipped, 3, 0)).toEqual([3, IMAGE_SIZE_PX - 1]);
});

test("a rotation keeps the centre and all distances, and reaches every angle alike", () => {
  const drawn = draws({ name: "rotation", degrees: 30 });
  const centre = (IMAGE_SIZE_PX - 1) / 2;
  for (const it of drawn.slice(0, 20)) {
    expectNear(apply(it, centre, centre), [centre, centre]);
    const [x, y] = apply(it, 0, 3);
    expect(Math.hypot(x - centre, y - centre)).toBeCloseTo(Math.hypot(centre, 3 - centre), 9);
  }
  const degrees = drawn.map(
    ({ geometric }) => (Math.atan2(geometric[3], geometric[0]) * 180) / Math.PI,
  );
  expect(Math.max(...degrees.map(Math.abs))).toBeLessThanOrEqual(30);
  expect(Math.abs(mean(degrees))).toBeLessThan(1);
  expect(mean(degrees.map((it) => it * it))).toBeCloseTo(300, -1.5);
});

test("a zoom by two shows the middle half, twice as large", () => {
  const zoomed = draws({ name: "zoom", minScale: 2, maxScale: 2 }, 1)[0]!;
  const [left] = apply(zoomed, 0, 0);
  const [right] = apply(zoomed, IMAGE_SIZE_PX - 1, 0);
  expect([left, right]).toEqual([7.75, 23.25]);
});

test("a resized crop stays inside, with the areas and ratios asked for", () => {
  const drawn = draws({ name: "randomResizedCrop", minArea: 0.25, maxRatio: 2 });
  const areas: number[] = [];
  const logRatios: number[] = [];
  for (const { geometric } of drawn) {
    const [width, height] = [geometric[0] * IMAGE_SIZE_PX, geometric[4] * IMAGE_SIZE_PX];
    const left = geometric[2] - (geometric[0] - 1) / 2;
    const top = geometric[5] - (geometric[4] - 1) / 2;
    for (const value of [width, height, left, top])
      expect(Math.abs(value - Math.round(value))).toBeLessThan(1e-9);
    expect(Math.min(left, top)).toBeGreaterThan(-1e-9);
    expect(left + width).toBeLessThan(IMAGE_SIZE_PX + 1e-9);
    expect(top + height).toBeLessThan(IMAGE_SIZE_PX + 1e-9);
    areas.push((width * height) / IMAGE_SIZE_PX ** 2);
    logRatios.push(Math.log(width / height));
  }
  // Whole pixels round the area a little.
  expect(Math.min(...areas)).toBeGreaterThan(0.23);
  expect(Math.max(...logRatios.map(Math.abs))).toBeLessThan(Math.log(2.2));
  expect(Math.abs(mean(logRatios))).toBeLessThan(0.03);
});

test("brightness multiplies, contrast keeps the mean grey, saturation and hue keep luma", () => {
  const none = { name: "colorJitter", brightness: 0, contrast: 0, saturation: 0, hue: 0 };
  const gray = ([red, green, blue]: Rgb) => 0.2989 * red + 0.587 * green + 0.114 * blue;
  const color: Rgb = [200, 50, 90];
  const ratios = draws({ ...none, brightness: 0.4 }).map((it) => recolor(it.color, color)[0] / 200);
  expect(Math.min(...ratios)).toBeGreaterThanOrEqual(0.6);
  expect(Math.max(...ratios)).toBeLessThanOrEqual(1.4);
  expect(mean(ratios)).toBeCloseTo(1, 1);
  for (const it of draws({ ...none, contrast: 0.5 }, 20))
    expect(gray(recolor(it.color, MEAN))).toBeCloseTo(gray(MEAN), 1);
  for (const it of draws({ ...none, saturation: 1 }, 20))
    expect(gray(recolor(it.color, color))).toBeCloseTo(gray(color), 1);
  for (const it of draws({ ...none, hue: 0.5 }, 20)) {
    expect(Math.abs(gray(recolor(it.color, color)) - gray(color))).toBeLessThan(0.2);
    expectNear(
      recolor(it.color, [9, 9, 9]).map((value) => Math.round(value * 100)),
      [900, 900, 900],
    );
  }
});

test("contrast is about the mean grey that brightness has left", () => {
  const config = { name: "colorJitter", brightness: 1, contrast: 1, saturation: 0, hue: 0 };
  const part = buildPart(augmentations, schema.parse(config), { imageSizePx: IMAGE_SIZE_PX });
  const flat: ImageFacts = { meanColor: () => [80, 80, 80] };
  const random = randomFrom(11);
  const factors = Array.from({ length: 200 }, () => {
    const [red, green] = recolor(part(random, flat).color!, [80, 80, 80]);
    expect(red).toBeCloseTo(green, 9);
    return red / 80;
  });
  // An image of one grey has no contrast to change: brightness alone is left, up to twice.
  expect(Math.min(...factors)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...factors)).toBeLessThan(2.001);
  expect(mean(factors)).toBeCloseTo(1, 0.5);
});

test("a grey image has one value in every channel", () => {
  const [it] = draws({ name: "grayscale", probability: 1 }, 1);
  const [red, green, blue] = recolor(it!.color, [200, 50, 90]);
  expectNear([green, blue], [red, red]);
  expect(red).toBeCloseTo(0.2989 * 200 + 0.587 * 50 + 0.114 * 90, 9);
});

test("random erasing takes its share of images and of the area", () => {
  const config = { name: "randomErasing", probability: 0.4, minArea: 0.1, maxArea: 0.2 };
  const boxes = draws(config).flatMap(({ erased }) => erased);
  expect(Math.abs(boxes.length / DRAWS - 0.4)).toBeLessThan(0.03);
  const areas = boxes.map(
    ({ left, top, right, bottom }) => ((right - left) * (bottom - top)) / IMAGE_SIZE_PX ** 2,
  );
  expect(Math.min(...areas)).toBeGreaterThan(0.08);
  expect(Math.max(...areas)).toBeLessThan(0.22);
  expect(mean(areas)).toBeCloseTo(0.15, 1);
});

test("cutout erases so many squares, cut off at the edge", () => {
  const drawn = draws({ name: "cutout", holes: 2, side: 0.25 }, 500);
  for (const { erased } of drawn) {
    expect(erased).toHaveLength(2);
    for (const { left, top, right, bottom } of erased)
      expect(Math.max(right - left, bottom - top)).toBeLessThanOrEqual(8);
  }
  const whole = drawn
    .flatMap(({ erased }) => erased)
    .filter(({ left, right }) => right - left === 8);
  expect(whole.length / 1000).toBeCloseTo(25 / 32, 1);
});
