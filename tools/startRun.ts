/** Begins the run that `npm run train` asks for: a new one, or one that goes on. */
import type { Page } from "playwright";
import { z } from "zod";
import type { Config, FieldError } from "../src/train/config";
import { UsageError } from "./command";
import { importImages } from "./importImages";
import { openModel } from "./openModel";
import { applySettings } from "./settings";
import { startingWith } from "./startingWeights";
import type { TrainArguments } from "./trainArguments";

export interface BegunRun {
  epochsPlanned: number;
  /** Epochs that were over before: those of a run that goes on. */
  epochsBefore: number;
}

const namedSize = z.object({ data: z.object({ imageSizePx: z.number() }) });

/** @throws UsageError with a message per field of the configuration that is wrong */
export async function startRun(
  page: Page,
  { images, settings, weights }: Pick<TrainArguments, "images" | "settings" | "weights">,
  fileConfig: unknown,
): Promise<BegunRun> {
  const preset = await page.evaluate(() => homeroom.store.getState().hello?.presets[0]?.config);
  // Settings are made over the whole configuration, with the defaults that the file leaves out.
  const base = await checkConfig(page, fileConfig ?? preset);
  const asked = await checkConfig(page, applySettings(base, settings));
  const config = weights === null ? asked : await startingWith(page, asked, weights);

  // A size that was asked for decides; otherwise the images' own does.
  const isSizeNamed = namedSize.safeParse(applySettings(fileConfig ?? {}, settings)).success;
  const { imageSizePx } = await importImages(page, images);
  const answer = await page.evaluate((c) => homeroom.calls.startRun(c), {
    ...config,
    data: isSizeNamed ? config.data : { ...config.data, imageSizePx },
  });
  if (!answer.ok) throw refusal(answer.errors);
  return { epochsPlanned: config.training.epochs, epochsBefore: 0 };
}

/** The whole configuration, with the defaults that `value` leaves out. @throws UsageError as `startRun` does */
export async function checkConfig(page: Page, value: unknown): Promise<Config> {
  const { errors, config } = await page.evaluate((v) => homeroom.calls.checkConfig(v), value);
  if (!config) throw refusal(errors);
  return config;
}

/** Goes on with the run whose state the file holds. */
export async function resumeRun(
  page: Page,
  images: TrainArguments["images"],
  checkpoint: string,
): Promise<BegunRun> {
  await importImages(page, images);
  const opened = await openModel(page, checkpoint);
  if (opened.config === null || opened.needsData !== null)
    throw new UsageError([`--resume: ${opened.needsData ?? "this checkpoint holds no run."}`]);
  await page.evaluate(() => homeroom.calls.resumeRun());
  return { epochsPlanned: opened.config.training.epochs, epochsBefore: opened.epochs.length };
}

function refusal(errors: readonly FieldError[]): UsageError {
  return new UsageError(
    errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)),
  );
}
