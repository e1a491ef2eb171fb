/** The groups of the form: which fields each holds, and its summary in a line. */
import type { Options, PartDescription } from "../../lib/part";
import type { Hello } from "../../protocol";
import { formatCounted } from "../format";
import { differsFromDefault, partName, readDraft, type Draft } from "../state/draft";
import { optionWords } from "./optionWords";

export interface ConfigGroupDescription {
  id: "model" | "images" | "loss" | "optimizer" | "learningRate" | "training" | "seed";
  title: string;
  /** Whether an error at this path shows in this group. */
  owns: (path: string) => boolean;
  summary: (draft: Draft, hello: Hello) => string;
}

const within = (...roots: string[]) => {
  return (path: string) => roots.some((root) => path === root || path.startsWith(`${root}.`));
};

/** Of `training`, those that stand with the model. */
export const modelFields: readonly string[] = ["unfreezeEpoch"];
/** Of `training`, those that stand with the optimizer. */
export const optimizerFields: readonly string[] = ["weightDecayOn", "backboneRate", "layerDecay"];

const isBaseRate = within("optimizer.learningRate");
const isModelField = within(...modelFields.map((key) => `training.${key}`));
const isOptimizerField = within(...optimizerFields.map((key) => `training.${key}`));
const isClassWeights = within("data.classWeights");

export const configGroups: readonly ConfigGroupDescription[] = [
  {
    id: "model",
    title: "Model",
    owns: (path) => within("model")(path) || isModelField(path),
    summary: (draft, { parts, fields }) =>
      words(
        partSummary(draft, "model", parts.models),
        ...changedWords(draft, "training", pick(fields.training, modelFields)),
      ),
  },
  {
    id: "images",
    title: "Images and augmentation",
    owns: (path) => within("data")(path) && !isClassWeights(path),
    summary: (draft, { parts, fields }) => {
      const list = readDraft(draft, "data.augmentations");
      const count = Array.isArray(list) ? list.length : 0;
      return words(
        valueWords(draft, "data.imageSizePx", fields.data),
        partSummary(draft, "data.split", parts.splits),
        count > 0 ? formatCounted(count, "augmentation") : "no augmentation",
        partName(draft, "data.mix") === "none" ? "" : partSummary(draft, "data.mix", parts.mixes),
      );
    },
  },
  {
    id: "loss",
    title: "Loss",
    owns: (path) => within("loss")(path) || isClassWeights(path),
    summary: (draft, { parts, fields }) =>
      words(
        partSummary(draft, "loss", parts.losses),
        readDraft(draft, "data.classWeights") === "none"
          ? ""
          : `class weights ${valueWords(draft, "data.classWeights", fields.data).toLowerCase()}`,
      ),
  },
  {
    id: "optimizer",
    title: "Optimizer",
    owns: (path) => (within("optimizer")(path) && !isBaseRate(path)) || isOptimizerField(path),
    summary: (draft, { parts, fields }) =>
      words(
        partSummary(draft, "optimizer", parts.optimizers, ["learningRate"]),
        ...changedWords(draft, "training", pick(fields.training, optimizerFields)),
      ),
  },
  {
    id: "learningRate",
    title: "Learning rate",
    owns: (path) => within("schedule")(path) || isBaseRate(path),
    summary: (draft, { parts }) =>
      words(
        String(readDraft(draft, "optimizer.learningRate")),
        partSummary(draft, "schedule", parts.schedules),
      ),
  },
  {
    id: "training",
    title: "Training",
    owns: (path) => within("training")(path) && !isModelField(path) && !isOptimizerField(path),
    summary: (draft, { fields }) => {
      const steps = readDraft(draft, "training.accumulationSteps");
      return words(
        `${String(readDraft(draft, "training.epochs"))} epochs`,
        `batch ${String(readDraft(draft, "training.batchSize"))}` +
          (steps === 1 ? "" : ` × ${String(steps)}`),
        `best by ${valueWords(draft, "training.bestBy", fields.training)}`,
        ...changedWords(
          draft,
          "training",
          pick(fields.training, ["clipNorm", "clipValue", "emaDecay"]),
        ),
      );
    },
  },
  {
    id: "seed",
    title: "Seed",
    owns: within("seed"),
    summary: (draft) => String(readDraft(draft, "seed")),
  },
];

const words = (...list: string[]) => list.filter(Boolean).join(" · ");

function valueWords(draft: Draft, path: string, options: Options): string {
  const option = options[path.split(".").at(-1) ?? ""];
  return option ? optionWords(option, readDraft(draft, path)) : "";
}

/** The part's label, and those of its options that are not at their default. */
function partSummary(
  draft: Draft,
  path: string,
  parts: readonly PartDescription[],
  omit: readonly string[] = [],
): string {
  const part = parts.find(({ name }) => name === partName(draft, path));
  if (!part) return "";
  const options = Object.keys(part.options).filter((key) => !omit.includes(key));
  return words(part.label, ...changedWords(draft, path, pick(part.options, options)));
}

/** Label and value of those options that are not at their default. */
function changedWords(draft: Draft, path: string, options: Options): string[] {
  return Object.entries(options).flatMap(([key, option]) => {
    const value = readDraft(draft, `${path}.${key}`);
    const isShown = !option.isHidden && differsFromDefault(option, value);
    return isShown ? `${option.label} ${optionWords(option, value)}` : [];
  });
}

function pick(options: Options, keys: readonly string[]): Options {
  return Object.fromEntries(Object.entries(options).filter(([key]) => keys.includes(key)));
}
