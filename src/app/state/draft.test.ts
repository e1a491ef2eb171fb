import { expect, test } from "vitest";
import type { PartDescription } from "../../lib/part";
import { readDraft, switchedPart, writeDraft } from "./draft";

const draft = {
  seed: 1,
  data: { augmentations: [{ name: "flip", probability: 0.5 }, { name: "crop" }] },
};

test("a field is read by its dotted path", () => {
  expect(readDraft(draft, "data.augmentations.0.probability")).toBe(0.5);
  expect(readDraft(draft, "data.nothing.here")).toBeUndefined();
});

test("writing a field copies what holds it and leaves the rest alone", () => {
  const next = writeDraft(draft, "data.augmentations.0.probability", 0.9);
  expect(readDraft(next, "data.augmentations.0.probability")).toBe(0.9);
  expect(readDraft(next, "data.augmentations.1.name")).toBe("crop");
  expect(Array.isArray(readDraft(next, "data.augmentations"))).toBe(true);
  expect(draft.data.augmentations[0]?.probability).toBe(0.5);
});

test("missing containers are made", () => {
  expect(writeDraft({}, "training.epochs", 3)).toEqual({ training: { epochs: 3 } });
});

const part = (name: string, options: PartDescription["options"]): PartDescription => ({
  name,
  label: name,
  help: "",
  isHidden: false,
  options,
});
const step = part("step", {
  gamma: { kind: "number", label: "γ", default: 0.1 },
  warmupEpochs: { kind: "integer", label: "Warm-up", default: 0 },
});
const cosine = part("cosine", {
  etaMin: { kind: "number", label: "η", default: 0 },
  warmupEpochs: { kind: "integer", label: "Warm-up", default: 0 },
});

test("another part comes with its defaults, and keeps what was changed and means the same", () => {
  const value = { name: "step", gamma: 0.5, warmupEpochs: 2 };
  expect(switchedPart(value, step, cosine)).toEqual({
    name: "cosine",
    etaMin: 0,
    warmupEpochs: 2,
  });
});
