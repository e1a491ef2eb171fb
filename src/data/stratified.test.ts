import fc from "fast-check";
import { expect, test } from "vitest";
import { splitNames, type SplitName } from "./dataset";
import { stratified } from "./stratified";

interface Images {
  classes: string[];
  labels: Uint16Array;
  folderSplit: (SplitName | null)[];
}

test("every class gives the same share", () => {
  const data = unsplit([100, 50, 10]);
  const split = stratified.build({ validation: 0.2, test: 0.1 }, undefined)(data, 42);
  expect(countsOf(data, split.validation)).toEqual([20, 10, 2]);
  expect(countsOf(data, split.test)).toEqual([10, 5, 1]);
  expect(countsOf(data, split.train)).toEqual([70, 35, 7]);
});

test("of one image one trains, of two one validates", () => {
  const data = unsplit([1, 2, 3]);
  const split = stratified.build({ validation: 0.01, test: 0 }, undefined)(data, 42);
  expect(countsOf(data, split.train)).toEqual([1, 1, 2]);
  expect(countsOf(data, split.validation)).toEqual([0, 1, 1]);
});

test("folders that name the split are taken at their word", () => {
  const data = { ...unsplit([3, 3]), folderSplit: cycle(6, ["train", "validation", "test"]) };
  const split = stratified.build({ validation: 0.5, test: 0.5 }, undefined)(data, 42);
  expect([...split.train]).toEqual([0, 3]);
  expect([...split.validation]).toEqual([1, 4]);
  expect([...split.test]).toEqual([2, 5]);
});

test("a split that no folder names is drawn from the training images", () => {
  const data = { ...unsplit([10, 10]), folderSplit: cycle(20, ["train", "test"]) };
  const split = stratified.build({ validation: 0.2, test: 0.5 }, undefined)(data, 42);
  expect(countsOf(data, split.validation)).toEqual([1, 1]);
  expect(countsOf(data, split.train)).toEqual([4, 4]);
  expect(countsOf(data, split.test)).toEqual([5, 5]);
});

test("another seed draws other images, the same seed the same", () => {
  const draw = stratified.build({ validation: 0.2, test: 0 }, undefined);
  const data = unsplit([50, 50]);
  expect(draw(data, 1)).toEqual(draw(data, 1));
  expect(draw(data, 1)).not.toEqual(draw(data, 2));
});

test("any data: complete, disjoint, sorted, and no class without what it can have", () => {
  const images = fc
    .array(
      fc.record({
        label: fc.nat(4),
        split: fc.constantFrom(
          null,
          null,
          "train" as const,
          "validation" as const,
          "test" as const,
        ),
      }),
      { minLength: 1, maxLength: 60 },
    )
    .map((list): Images => ({
      classes: ["a", "b", "c", "d", "__proto__"],
      labels: Uint16Array.from(list, ({ label }) => label),
      folderSplit: list.map(({ split }) => split),
    }));
  const share = fc.double({ min: 0, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(images, share, share, fc.nat(), (data, validation, test, seed) => {
      const split = stratified.build({ validation, test }, undefined)(data, seed);
      const all = splitNames.flatMap((name) => [...split[name]]);
      expect(all.toSorted((a, b) => a - b)).toEqual([...data.labels.keys()]);
      for (const name of splitNames)
        expect([...split[name]]).toEqual([...split[name]].sort((a, b) => a - b));
      const named = (name: SplitName) => data.folderSplit.includes(name);
      const free = countsOf(
        data,
        [...data.labels.keys()].filter((index) =>
          [null, "train"].includes(data.folderSplit[index]!),
        ),
      );
      const trained = countsOf(data, split.train);
      const validated = countsOf(data, split.validation);
      free.forEach((count, label) => {
        if (count > 0) expect(trained[label]).toBeGreaterThanOrEqual(1);
        if (count > 1 && validation > 0 && !named("validation"))
          expect(validated[label]).toBeGreaterThanOrEqual(1);
      });
      if (validation === 0 && !named("validation")) expect(split.validation).toHaveLength(0);
      if (test === 0 && !named("test")) expect(split.test).toHaveLength(0);
    }),
  );
});

function unsplit(counts: readonly number[]): Images {
  const labels = Uint16Array.from(
    counts.flatMap((count, label) => Array<number>(count).fill(label)),
  );
  return {
    classes: counts.map((_, label) => `class ${label}`),
    labels,
    folderSplit: Array<null>(labels.length).fill(null),
  };
}

function cycle(count: number, names: SplitName[]): SplitName[] {
  return Array.from({ length: count }, (_, i) => names[i % names.length]!);
}

function countsOf({ classes, labels }: Images, indices: Iterable<number>): number[] {
  const counts = classes.map(() => 0);
  for (const index of indices) counts[labels[index]!]!++;
  return counts;
}
