/**
 * A split by class: each class gives the same share of its images to validation and to test.
 *
 * Folders come first. Images in a `val/` or `test/` folder stay there, and a split that a folder
 * names takes no other image. What no folder names is drawn from all the other images, those in a
 * `train/` folder too: data with `train/` and `test/` alone still gets its validation images.
 */
import { randomFrom, randomKey, randomPermutation } from "../lib/random";
import { splitter } from "./splitter";

export const stratified = splitter({
  label: "Stratified",
  help: "Every class gives the same share of its images, drawn by the seed. Folders named val or test come first.",
  options: {
    validation: {
      kind: "number",
      label: "Validation share",
      help: "The share of each class's images that is kept for validation.",
      default: 0.2,
      min: 0,
      max: 1,
      exclusiveMax: true,
      step: 0.05,
    },
    test: {
      kind: "number",
      label: "Test share",
      help: "The share of each class's images that is never looked at while training.",
      default: 0,
      min: 0,
      max: 1,
      exclusiveMax: true,
      step: 0.05,
    },
  },
  build: (shares) => (dataset, seed) => {
    const train: number[] = [];
    const validation: number[] = [];
    const test: number[] = [];
    const pools: number[][] = dataset.classes.map(() => []);
    dataset.labels.forEach((label, index) => {
      const named = dataset.folderSplit[index];
      if (named === "validation") validation.push(index);
      else if (named === "test") test.push(index);
      else pools[label]!.push(index);
    });
    const wanted = {
      validation: validation.length > 0 ? 0 : shares.validation,
      test: test.length > 0 ? 0 : shares.test,
    };
    pools.forEach((pool, label) => {
      const key = randomKey(seed, "split", dataset.classes[label]!);
      const order = randomPermutation(pool.length, randomFrom(key));
      const counts = drawnCounts(pool.length, wanted);
      order.forEach((place, rank) => {
        const split =
          rank < counts.validation
            ? validation
            : rank < counts.validation + counts.test
              ? test
              : train;
        split.push(pool[place]!);
      });
    });
    return {
      train: Uint32Array.from(train).sort(),
      validation: Uint32Array.from(validation).sort(),
      test: Uint32Array.from(test).sort(),
    };
  },
});

/**
 * How many of a class's images leave training. One always stays; of two or more at least one
 * validates, of three or more at least one tests, where that share is not 0.
 */
function drawnCounts(
  count: number,
  share: { validation: number; test: number },
): { validation: number; test: number } {
  const draw = (part: number, free: number) =>
    part > 0 ? Math.max(0, Math.min(free, Math.max(1, Math.round(count * part)))) : 0;
  const validation = draw(share.validation, count - 1);
  return { validation, test: draw(share.test, count - 1 - validation) };
}
