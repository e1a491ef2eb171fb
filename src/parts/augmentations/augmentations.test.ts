/** The contract of every augmentation: finite changes of one image, drawn from the seed alone. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildPart, describeRegistry, registrySchema } from "../../lib/part";
import { randomFrom, type Random } from "../../lib/random";
import { augmentations, composeAugmentations } from ".";
import type { Affine, ColorMatrix, ImageFacts, Rgb } from "./augmentation";
import { recolor } from "./transforms";

// The same runs every time.
fc.configureGlobal({ seed: 42 });

const IMAGE_SIZE_PX = 8;
const schema = registrySchema(augmentations);
const image: ImageFacts = { meanColor: () => [100, 120, 140] };

/** Draws all changes of one image, those that it leaves alone too. */
const build = (config: object) =>
  composeAugmentations([
    buildPart(augmentations, schema.parse(config), { imageSizePx: IMAGE_SIZE_PX }),
  ])!;

/** The input pixel that an output pixel is read from. */
function apply([a, b, c, d, e, f]: Affine, [x, y]: readonly [number, number]) {
  return [a * x + b * y + c, d * x + e * y + f] as const;
}

/** Draws these numbers, one after the other. */
function fixed(...numbers: number[]): Random {
  return () => numbers.shift()!;
}

describe.each(describeRegistry(augmentations))("$name", ({ name }) => {
  test("its defaults pass its own schema and change finitely much, equal seeds alike", () => {
    const augmentation = build({ name });
    const [random, again] = [randomFrom(3), randomFrom(3)];
    for (let i = 0; i < 50; i++) {
      const { geometric, color, erased } = augmentation(random, image);
      expect([...geometric, ...(color ?? []).flat()].every(Number.isFinite)).toBe(true);
      for (const { left, top, right, bottom } of erased) {
        expect([left, top, right, bottom].every(Number.isInteger)).toBe(true);
        expect(left < right && top < bottom).toBe(true);
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(Math.max(right, bottom)).toBeLessThanOrEqual(IMAGE_SIZE_PX);
      }
      expect(augmentation(again, image)).toEqual({ geometric, color, erased });
    }
  });
});

test("a flip mirrors left and right, with its probability", () => {
  const flip = build({ name: "horizontalFlip", probability: 0.3 });
  expect(apply(flip(fixed(0.29), image).geometric, [0, 5])).toEqual([7, 5]);
  expect(apply(flip(fixed(0.3), image).geometric, [0, 5])).toEqual([0, 5]);
  const random = randomFrom(1);
  const flips = Array.from({ length: 10000 }, () => flip(random, image).geometric[0]);
  const share = flips.filter((a) => a === -1).length / flips.length;
  expect(Math.abs(share - 0.3)).toBeLessThan(0.02);
});

test("a crop shifts by every whole number up to its padding, each way", () => {
  const crop = build({ name: "randomCrop", paddingPx: 2 });
  const random = randomFrom(2);
  const shifts = new Set(
    Array.from({ length: 2000 }, () => String(apply(crop(random, image).geometric, [0, 0]))),
  );
  expect(shifts.size).toBe(25);
  for (const shift of shifts)
    expect(shift.split(",").every((px) => Math.abs(Number(px)) <= 2)).toBe(true);
});

test("padding 0 leaves the image as it is", () => {
  const { geometric } = build({ name: "randomCrop", paddingPx: 0 })(randomFrom(1), image);
  expect(geometric).toEqual([1, 0, 0, 0, 1, 0]);
});

test("without augmentations there is no transform", () => {
  expect(composeAugmentations([])).toBeNull();
});

const entry = fc.integer({ min: -9, max: 9 });
const affine: fc.Arbitrary<Affine> = fc.tuple(entry, entry, entry, entry, entry, entry);
const row = fc.tuple(entry, entry, entry, entry);
const colorMatrix: fc.Arbitrary<ColorMatrix> = fc.tuple(row, row, row);
const point = fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 }));
const byte = fc.integer({ min: 0, max: 255 });
const rgb: fc.Arbitrary<Rgb> = fc.tuple(byte, byte, byte);

test("a list applies its first augmentation first", () => {
  fc.assert(
    fc.property(affine, affine, affine, point, (first, second, third, output) => {
      const list = [first, second, third].map((geometric) => () => ({ geometric }));
      const expected = apply(first, apply(second, apply(third, output)));
      const { geometric } = composeAugmentations(list)!(randomFrom(0), image);
      expect(apply(geometric, output)).toEqual(expected);
    }),
  );
});

test("colours go through the first augmentation first, and boxes add up", () => {
  fc.assert(
    fc.property(colorMatrix, colorMatrix, rgb, (first, second, input) => {
      const box = { left: 0, top: 1, right: 2, bottom: 3 };
      const list = [
        () => ({ color: first, erased: [box] }),
        () => ({ geometric: [2, 0, 0, 0, 2, 0] }) as const,
        () => ({ color: second, erased: [box] }),
      ];
      const { color, erased } = composeAugmentations(list)!(randomFrom(0), image);
      expect(recolor(color, input)).toEqual(recolor(second, recolor(first, input)));
      expect(erased).toEqual([box, box]);
    }),
  );
});
