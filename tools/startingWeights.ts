/** `--weights`: the configuration of a run that starts from a file, or from weights of the catalogue. */
import { existsSync } from "node:fs";
import type { Page } from "playwright";
import type { WeightsAnswer } from "../src/protocol";
import type { Config } from "../src/train/config";
import { UsageError } from "./command";

/** @throws UsageError with the reason, where the weights can't be had or do not fit the configured model */
export async function startingWith(page: Page, config: Config, weights: string): Promise<Config> {
  const { model } = config;
  const answer = existsSync(weights)
    ? await openFile(page, weights, model)
    : await fetchNamed(page, weights, model);
  // Nobody gives it up here.
  if (!answer) throw new Error("The weights were given up.");
  if (!answer.ok)
    throw new UsageError([
      `--weights: ${answer.message}`,
      ...answer.differences.map((line) => `  ${line}`),
    ]);
  return { ...config, model: answer.model, data: { ...config.data, normalize: "weights" } };
}

function fetchNamed(
  page: Page,
  name: string,
  model: Config["model"],
): Promise<WeightsAnswer | null> {
  return page.evaluate(
    ({ name, model }) =>
      homeroom.calls.fetchWeights(name, model).catch((error: unknown) => ({
        ok: false,
        message: error instanceof Error ? error.message : String(error),
        differences: [],
      })),
    { name, model },
  );
}

async function openFile(
  page: Page,
  path: string,
  model: Config["model"],
): Promise<WeightsAnswer | null> {
  const input = await page.evaluateHandle(() => {
    const element = document.createElement("input");
    element.type = "file";
    return element;
  });
  await input.setInputFiles(path);
  return page.evaluate(
    ({ input, model }) =>
      homeroom.calls.openWeights([...input.files!], model).catch((error: unknown) => ({
        ok: false,
        message: error instanceof Error ? error.message : String(error),
        differences: [],
      })),
    { input, model },
  );
}
