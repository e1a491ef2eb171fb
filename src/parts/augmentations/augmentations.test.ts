/** The contract of every augmentation: an affine map that lands on pixel centres, drawn from the seed. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildPart, describeRegistry, registrySchema } from "../../lib/part";
import { randomFrom, type Random } from "../../lib/random";
import { augmentations, composeAugmentations } from ".";
import type { Affine } from "./augmentation";

// The same runs every time.
fc.configureGlobal({ seed: 42 });

const IMAGE_SIZE_PX = 8;
const schema = registrySchema(augmentations);
const build = (config: object) =>
  buildPart(augmentations, schema.parse(config), { imageSizePx: IMAGE_SIZE_PX });

/** The input pixel that an output pixel is read from. */
function apply([a, b, c, d, e, f]: Affine, [x, y]: readonly [number, number]) {
  return [a * x + b * y + c, d * x + e * y + f] as const;
}

/** Draws these numbers, one after the other. */
function fixed(...numbers: number[]): Random {
  return () => numbers.shift()!;
}

describe.each(describeRegistry(augmentations))("$name", ({ name }) => {
  test("its defaults pass its own schema and read whole pixels, equal seeds alike", () => {
    const augmentation = build({ name });
    const [random, again] = [randomFrom(3), randomFrom(3)];
    for (let i = 0; i < 50; i++) {
      const transform = augmentation(random);
      expect(transform.every(Number.isInteger)).toBe(true);
      expect(augmentation(again)).toEqual(transform);
    }
  });
});

test("a flip mirrors left and right, with its probability", () => {
  const flip = build({ name: "horizontalFlip", probability: 0.3 });
  expect(apply(flip(fixed(0.29)), [0, 5])).toEqual([7, 5]);
  expect(apply(flip(fixed(0.3)), [0, 5])).toEqual([0, 5]);
  const random = randomFrom(1);
  const flips = Array.from({ length: 10000 }, () => flip(random)[0]).filter((a) => a === -1);
  expect(Math.abs(flips.length / 10000 - 0.3)).toBeLessThan(0.02);
});

test("a crop shifts by every whole number up to its padding, each way", () => {
  const crop = build({ name: "randomCrop", paddingPx: 2 });
  const random = randomFrom(2);
  const shifts = new Set(Array.from({ length: 2000 }, () => String(apply(crop(random), [0, 0]))));
  expect(shifts.size).toBe(25);
  for (const shift of shifts)
    expect(shift.split(",").every((px) => Math.abs(Number(px)) <= 2)).toBe(true);
});

test("padding 0 leaves the image as it is", () => {
  expect(build({ name: "randomCrop", paddingPx: 0 })(randomFrom(1))).toEqual([1, 0, 0, 0, 1, 0]);
});

test("without augmentations there is no transform", () => {
  expect(composeAugmentations([])).toBeNull();
});

const entry = fc.integer({ min: -9, max: 9 });
const affine: fc.Arbitrary<Affine> = fc.tuple(entry, entry, entry, entry, entry, entry);
const point = fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 }));

test("a list applies its first augmentation first", () => {
  fc.assert(
    fc.property(affine, affine, affine, point, (first, second, third, output) => {
      const all = composeAugmentations([() => first, () => second, () => third])!;
      const expected = apply(first, apply(second, apply(third, output)));
      expect(apply(all(randomFrom(0)), output)).toEqual(expected);
    }),
  );
});
