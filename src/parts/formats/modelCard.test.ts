import { expect, test } from "vitest";
import { modelCard } from "./modelCard";

const card = (classes: readonly string[], confusion: readonly (readonly number[])[] | null) =>
  modelCard({
    architecture: "smallCnn",
    parameterCount: 10,
    imageSizePx: 28,
    classes,
    imageCounts: { train: 8, validation: 2 },
    best: null,
    confusion,
    scores: null,
    use: "Open it.",
    configuration: "{}",
  });

test("class names show as they are written", () => {
  const text = card(
    ["<img src=x>", "__proto__"],
    [
      [3, 1],
      [0, 2],
    ],
  );
  expect(text).toContain("| \\<img src=x\\> | 3 | 1 |");
  expect(text).toContain("| \\_\\_proto\\_\\_ | 0 | 2 |");
  expect(text).toContain("## Use\n\nOpen it.\n");
});

test("of many classes the commonest mistakes are listed", () => {
  const classes = Array.from({ length: 31 }, (_, i) => `class ${i}`);
  const confusion = classes.map((_, truth) =>
    classes.map((_, taken): number => (truth === taken ? 9 : 0)),
  );
  confusion[2]![5] = 4;
  confusion[7]![1] = 6;
  const text = card(classes, confusion);
  expect(text).not.toContain("## Confusion");
  expect(text).toContain("| class 7 | class 1 | 6 |\n| class 2 | class 5 | 4 |\n\n## Use");
});
