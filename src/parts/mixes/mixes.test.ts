/** The contract of every mix. */
import { describe, expect, test } from "vitest";
import { describeRegistry } from "../../lib/part";
import { randomFrom, randomKey } from "../../lib/random";
import { mixes } from ".";
import { cutMix } from "./cutMix";

const SIZE_PX = 13;

describe.each(describeRegistry(mixes))("$name", ({ name, options }) => {
  const config = Object.fromEntries(
    Object.entries(options).map(([key, option]) => [key, option.default]),
  );
  const mixing = mixes[name as keyof typeof mixes].build(config as never, {
    imageSizePx: SIZE_PX,
  });

  test("draws the same from the same numbers, shares from 0 to 1 and boxes within the image", () => {
    for (let step = 0; step < 500; step++) {
      const draw = mixing?.(randomFrom(randomKey(1, step)));
      expect(mixing?.(randomFrom(randomKey(1, step)))).toEqual(draw);
      if (!draw) continue;
      expect(draw.lambda).toBeGreaterThanOrEqual(0);
      expect(draw.lambda).toBeLessThanOrEqual(1);
      if (!draw.box) continue;
      const { left, top, right, bottom } = draw.box;
      const edges = [left, top, right, bottom];
      expect(edges.every((it) => Number.isInteger(it) && it >= 0 && it <= SIZE_PX)).toBe(true);
      expect(right >= left && bottom >= top).toBe(true);
      // λ is what is left of the image after clipping.
      const area = (right - left) * (bottom - top);
      expect(draw.lambda).toBeCloseTo(1 - area / SIZE_PX ** 2, 12);
    }
  });
});

test("a probability of 0 mixes nothing, and 1 every step", () => {
  for (const probability of [0, 1]) {
    const mixing = cutMix.build({ alpha: 1, probability }, { imageSizePx: SIZE_PX });
    const draws = Array.from({ length: 50 }, (_, step) => mixing!(randomFrom(step)));
    expect(draws.filter((draw) => draw !== null)).toHaveLength(50 * probability);
  }
});
