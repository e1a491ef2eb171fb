/** A run's configuration: one schema for the form, the file and the checkpoint. */
import { z } from "zod";
import { optionsShape, registrySchema, type PartConfig, type Values } from "../lib/part";
import { augmentations } from "../parts/augmentations";
import { losses } from "../parts/losses";
import { mixes } from "../parts/mixes";
import { models } from "../parts/models";
import { optimizers } from "../parts/optimizers";
import { schedules } from "../parts/schedules";
import { splits } from "../data/split";
import { dataFields } from "./dataFields";
import { trainingFields } from "./trainingFields";

const CONFIG_VERSION = 1;

const schema = z.strictObject({
  version: z
    .literal(
      CONFIG_VERSION,
      `This version of Homeroom reads configuration version ${CONFIG_VERSION}.`,
    )
    .default(CONFIG_VERSION),
  seed: z.int("Must be a whole number.").min(0).max(0xffffffff).default(42),
  data: z
    .strictObject({
      ...optionsShape(dataFields),
      split: registrySchema(splits).prefault({ name: "stratified" } as never),
      augmentations: z
        .array(registrySchema(augmentations))
        .prefault([{ name: "horizontalFlip" }] as never),
      mix: registrySchema(mixes).prefault({ name: "none" } as never),
    })
    .prefault({}),
  model: registrySchema(models).prefault({ name: "smallCnn" } as never),
  loss: registrySchema(losses).prefault({ name: "crossEntropy" } as never),
  optimizer: registrySchema(optimizers).prefault({ name: "adamW" } as never),
  schedule: registrySchema(schedules).prefault({ name: "cosineAnnealing" } as never),
  training: z.strictObject(optionsShape(trainingFields)).prefault({}),
});

export interface Config {
  version: typeof CONFIG_VERSION;
  /** All randomness of a run comes from it. */
  seed: number;
  data: Values<typeof dataFields> & {
    split: PartConfig<typeof splits>;
    augmentations: PartConfig<typeof augmentations>[];
    mix: PartConfig<typeof mixes>;
  };
  model: PartConfig<typeof models>;
  loss: PartConfig<typeof losses>;
  optimizer: PartConfig<typeof optimizers>;
  schedule: PartConfig<typeof schedules>;
  training: Values<typeof trainingFields>;
}

export interface FieldError {
  /** Dotted, for example `training.batchSize`; empty for the file as a whole. */
  path: string;
  message: string;
}

/** Fills in defaults; refuses unknown keys and impossible values with a message per field. */
export function parseConfig(
  value: unknown,
): { config: Config; errors: [] } | { config: null; errors: FieldError[] } {
  const result = schema.safeParse(value);
  if (result.success) return { config: result.data as Config, errors: [] };
  return {
    config: null,
    errors: result.error.issues.flatMap((issue) => {
      const path = issue.path.join(".");
      if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
      return issue.keys.map((key) => ({
        path: path ? `${path}.${key}` : key,
        message: "There is no such setting.",
      }));
    }),
  };
}

export const defaultConfig: Config = schema.parse({}) as Config;
