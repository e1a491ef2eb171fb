/** A setting changes what it names and nothing else. */
import { expect, test } from "vitest";
import { applySettings, parseSetting } from "./settings";

const config = {
  seed: 1,
  loss: { name: "crossEntropy", labelSmoothing: 0.1 },
  data: { augmentations: [{ name: "horizontalFlip", probability: 0.5 }] },
};
const apply = (...texts: string[]) =>
  applySettings(
    config,
    texts.flatMap((text) => parseSetting(text) ?? []),
  );

test("reads JSON values, and anything else as a string", () => {
  expect(parseSetting("a.b=3")).toEqual({ path: ["a", "b"], value: 3 });
  expect(parseSetting("a=null")).toEqual({ path: ["a"], value: null });
  expect(parseSetting("a=[1,2]")).toEqual({ path: ["a"], value: [1, 2] });
  expect(parseSetting("a=macroF1")).toEqual({ path: ["a"], value: "macroF1" });
  expect(parseSetting("a=b=c")).toEqual({ path: ["a"], value: "b=c" });
  expect(parseSetting("nothing")).toBeNull();
  expect(parseSetting("=3")).toBeNull();
});

test("sets nested values, new ones and array elements, and leaves the original alone", () => {
  const before = structuredClone(config);
  expect(apply("seed=7", "training.epochs=3", "data.augmentations.0.probability=1")).toEqual({
    seed: 7,
    loss: config.loss,
    training: { epochs: 3 },
    data: { augmentations: [{ name: "horizontalFlip", probability: 1 }] },
  });
  expect(config).toEqual(before);
});

test("another part starts with its own defaults, whatever the order", () => {
  expect(apply("loss.gamma=1", "loss.name=focal")).toMatchObject({
    loss: { name: "focal", gamma: 1 },
  });
  expect(apply("loss.name=focal")).toHaveProperty("loss", { name: "focal" });
  expect(apply("loss.name=crossEntropy")).toHaveProperty("loss", config.loss);
});

test("__proto__ is a key like any other", () => {
  const changed = apply("__proto__.polluted=true");
  expect(Object.keys(changed as object)).toContain("__proto__");
  expect(Object.prototype).not.toHaveProperty("polluted");
});
