import { expect, test } from "vitest";
import { buildPart, registrySchema } from "../../lib/part";
import { costOf } from "../../nn/model";
import { models } from "../../parts/models";
import { catalogue } from "../../parts/weights/catalogue";
import { downloadWords } from "./downloadWords";

test.each(catalogue)("$name is as large as its model", (entry) => {
  const { architecture, parameterCount, bytes } = entry;
  const options = { name: architecture, stem: "large" };
  const schema = registrySchema(models);
  const config = schema.safeParse(options).data ?? schema.parse({ name: architecture });
  const model = buildPart(models, config, { classCount: 1000, imageSizePx: 224 });
  expect(costOf(model).parameterCount).toBe(parameterCount);
  // What the form says of a size that isn't published holds for those that are.
  const [published, expected] = [entry, { ...entry, bytes: null }].map(downloadWords);
  if (bytes === null) expect(published).toMatch(/^about \d+ MB$/);
  else
    expect(Number.parseFloat(published!) / Number.parseFloat(expected!.slice(6))).toBeCloseTo(1, 1);
});
