/**
 * `npm run parity:bundle`: half-finished runs are handed over to PyTorch, on one process and on two under
 * torchrun, and compared with the same runs finished in the tab. Exit code 1 where a number is too far off.
 * Needs python3 (or what PYTHON names) with PyTorch, numpy and Pillow. Arguments name the cases to run.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright";
import { runCommand } from "./command";
import { importImages } from "./importImages";
import { openModel } from "./openModel";
import { withHomeroom } from "./page";
import { bundleCases, type BundleCase } from "./parityBundleCases";
import { comparePartsWithPython } from "./parityBundleParts";
import { EPOCHS_IN_TAB, goOn, pretrain, trainInTab, type Outcome } from "./parityBundleRun";

/** Of the next step; as a share of it, of every later epoch where runs stay together. */
const LOSS_TOLERANCE = 1e-4;
/** In float64, where rates and steps of about 1 are compared. */
const PARTS_TOLERANCE = 1e-9;
/** Two points. */
const F1_TOLERANCE = 0.02;

const python = process.env.PYTHON ?? "python3";

const places = ["in the tab", "one process", "two processes"] as const;
type Place = (typeof places)[number];

await runCommand(async (signal) => {
  const folder = mkdtempSync(join(tmpdir(), "homeroom-bundle-"));
  const wanted = process.argv.slice(2);
  const cases = bundleCases.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  let failures = 0;
  try {
    for (const [parts, difference] of Object.entries(
      await comparePartsWithPython(python, folder),
    )) {
      if (!(difference <= PARTS_TOLERANCE)) failures++;
      console.log(`${parts}: ${difference.toExponential(1)} off`);
    }
    const images = { full: join(folder, "full"), longTail: join(folder, "longTail") };
    await writeSample(images.full);
    await writeSample(images.longTail, "--long-tail");
    for (const it of cases)
      await withHomeroom("wasm", signal, async ({ page }) => {
        failures += await compare(page, it, images[it.sample], join(folder, it.name));
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(failures === 0 ? "\nAll agree." : `\n${failures} disagree.`);
  return failures === 0 ? 0 : 1;
});

/** The number of disagreements. */
async function compare(
  page: Page,
  { name, seeds, config, pretraining, staysTogether }: BundleCase,
  images: string,
  folder: string,
): Promise<number> {
  let failures = 0;
  await importImages(page, { kind: "folder", folder: images });
  const weights = pretraining ? `${folder}.safetensors` : null;
  if (weights !== null) await pretrain(page, pretraining!, weights);
  for (const seed of seeds) {
    const bundle = `${folder}-${seed}`;
    const tab = await trainInTab(page, { ...config, seed }, weights, bundle);
    const one = await goOn(python, bundle, images, 1, join(bundle, "one"));
    const two = await goOn(python, bundle, images, 2, join(bundle, "two"));
    const outcomes = { "in the tab": tab, "one process": one, "two processes": two };
    console.log(`\n${name}, seed ${seed}, from ${tab.place}`);
    const agree = (what: string, numberOf: (it: Outcome) => number, tolerance: number) => {
      if (!isClose(what, (place) => numberOf(outcomes[place]), tolerance)) failures++;
    };
    agree("next step's loss", (it) => it.firstLoss, LOSS_TOLERANCE);
    if (staysTogether)
      for (const [index, first] of tab.epochs.entries())
        for (const kind of ["trainLoss", "valLoss"] as const)
          agree(
            `${kind} of epoch ${first.epoch}`,
            (it) => it.epochs[index]?.[kind] ?? NaN,
            LOSS_TOLERANCE * (first[kind] ?? NaN),
          );
    agree("final macro-F1", (it) => it.epochs.at(-1)?.macroF1 ?? NaN, F1_TOLERANCE);
    // What PyTorch made of it is a checkpoint of the tab's too.
    await page.evaluate(() => homeroom.store.setState({ opened: null }));
    const opened = await openModel(page, join(bundle, "two", "checkpoint.zip"));
    const isWhole =
      opened.needsData === null && opened.epochs.length === EPOCHS_IN_TAB + tab.epochs.length;
    if (!isWhole) failures++;
    console.log(`  the tab ${isWhole ? "opens" : "DOES NOT OPEN"} what PyTorch made of it`);
  }
  return failures;
}

/** Whether PyTorch's numbers are within `tolerance` of the tab's; prints them. */
function isClose(what: string, numberOf: (place: Place) => number, tolerance: number): boolean {
  const error = Math.max(
    ...places.map((place) => Math.abs(numberOf(place) - numberOf("in the tab"))),
  );
  const close = error <= tolerance;
  const numbers = places.map((place) => `${place} ${numberOf(place).toFixed(7)}`).join(", ");
  console.log(`  ${what}: ${numbers}; ${error.toExponential(1)} off${close ? "" : "  TOO FAR"}`);
  return close;
}

async function writeSample(folder: string, ...options: string[]): Promise<void> {
  const program = ["tools/setup.mjs", "tools/sample.ts", folder, ...options];
  await promisify(execFile)(process.execPath, program);
}
