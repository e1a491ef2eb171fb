/**
 * `npm run parity:bundle`: half-finished runs are handed over to PyTorch, on one process and on two under
 * torchrun, and compared with the same runs finished in the tab. Exit code 1 where a number is too far off.
 * Needs python3 (or what PYTHON names) with PyTorch, numpy and Pillow.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright";
import { runCommand } from "./command";
import { saveExport } from "./download";
import { followRun } from "./followRun";
import { importImages } from "./importImages";
import { openModel } from "./openModel";
import { withHomeroom } from "./page";
import { comparePartsWithPython } from "./parityBundleParts";
import { bundleCases } from "./parityBundleCases";
import { unzip } from "./unzip";

const LOSS_TOLERANCE = 1e-4;
/** In float64, where rates and steps of about 1 are compared. */
const PARTS_TOLERANCE = 1e-9;
/** Two points. */
const F1_TOLERANCE = 0.02;
const EPOCHS_IN_TAB = 3;

const python = process.env.PYTHON ?? "python3";
const run = promisify(execFile);

const places = ["in the tab", "one process", "two processes"] as const;
type Place = (typeof places)[number];

interface Outcome {
  firstLoss: number;
  macroF1: number;
}

await runCommand(async (signal) => {
  const folder = mkdtempSync(join(tmpdir(), "homeroom-bundle-"));
  const images = join(folder, "images");
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
    await run(process.execPath, ["tools/setup.mjs", "tools/sample.ts", images, "--long-tail"]);
    await withHomeroom("wasm", signal, async ({ page }) => {
      await importImages(page, { kind: "folder", folder: images });
      for (const { name, config, seeds } of cases) {
        const runs: Record<Place, Outcome>[] = [];
        for (const seed of seeds) {
          const bundle = join(folder, `${name}-${seed}`);
          const tab = await trainInTab(page, { ...config, seed }, bundle);
          const one = await goOn(bundle, images, []);
          const two = await goOn(bundle, images, torchrun(2));
          const outcomes = { "in the tab": tab, "one process": one, "two processes": two };
          runs.push(outcomes);
          console.log(`\n${name}, seed ${seed}, from ${tab.place}`);
          if (!agree("next step's loss", (it) => outcomes[it].firstLoss, LOSS_TOLERANCE))
            failures++;
          agree("final macro-F1", (it) => outcomes[it].macroF1, Infinity);
          // What PyTorch made of it is a checkpoint of the tab's too.
          await page.evaluate(() => homeroom.store.setState({ opened: null }));
          const opened = await openModel(page, join(bundle, "two", "checkpoint.zip"));
          if (opened.needsData !== null || opened.epochs.length !== config.training.epochs)
            failures++;
        }
        const meanF1 = (place: Place) =>
          runs.reduce((sum, outcomes) => sum + outcomes[place].macroF1, 0) / runs.length;
        if (!agree("mean of the final macro-F1", meanF1, F1_TOLERANCE)) failures++;
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(failures === 0 ? "\nAll agree." : `\n${failures} disagree.`);
  return failures === 0 ? 0 : 1;
});

/** Pauses in the middle of the run for the bundle and the next step's loss, then trains to the end. */
async function trainInTab(
  page: Page,
  config: object,
  bundle: string,
): Promise<Outcome & { place: string }> {
  const answer = await page.evaluate((it) => homeroom.calls.startRun(it), config);
  if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
  await page.evaluate(pauseAfter, EPOCHS_IN_TAB);
  await saveExport(page, "pytorch", tmpdir());
  const zip = join(tmpdir(), "homeroom-pytorch.zip");
  await unzip(readFileSync(zip), bundle);
  rmSync(zip);
  const inspected = await page.evaluate(() => homeroom.calls.inspectStep({ of: "run" }));
  if (!inspected.ok || !inspected.inspection) throw new Error("The step could not be inspected.");
  const { epoch, stepInEpoch, loss } = inspected.inspection;
  await page.evaluate(() => homeroom.calls.resumeRun());
  const news = followRun(page, EPOCHS_IN_TAB);
  let macroF1 = NaN;
  for await (const record of news) macroF1 = record.macroF1 ?? NaN;
  return { firstLoss: loss, macroF1, place: `epoch ${epoch + 1}, step ${stepInEpoch + 1}` };
}

/** In the page: pauses within the epoch after the first `epochs`, and waits until it is paused. */
function pauseAfter(epochs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let isAsked = false;
    const look = () => {
      const { run, death } = homeroom.store.getState();
      if (death ?? run?.status === "failed") reject(new Error(death ?? run?.message));
      const { epoch = 0, stepInEpoch = 0 } = run?.progress ?? {};
      if (!isAsked && epoch === epochs + 1 && stepInEpoch > 1) {
        isAsked = true;
        void homeroom.calls.pauseRun();
      }
      if (run?.status !== "paused") return;
      stopListening();
      resolve();
    };
    const stopListening = homeroom.store.subscribe(look);
    look();
  });
}

/** Whether PyTorch's numbers are within `tolerance` of the tab's; prints them. */
function agree(what: string, numberOf: (place: Place) => number, tolerance: number): boolean {
  const error = Math.max(
    ...places.map((place) => Math.abs(numberOf(place) - numberOf("in the tab"))),
  );
  const isClose = error <= tolerance;
  const numbers = places.map((place) => `${place} ${numberOf(place).toFixed(7)}`).join(", ");
  console.log(`  ${what}: ${numbers}; ${error.toExponential(1)} off${isClose ? "" : "  TOO FAR"}`);
  return isClose;
}

function torchrun(count: number): string[] {
  // The defaults of torchrun 1.13 for its logs fail on Python 3.11.
  const logs = ["-r", "1", "-t", "1"];
  return ["-m", "torch.distributed.run", "--standalone", `--nproc_per_node=${count}`, ...logs];
}

/** Runs the bundle's train.py to the end. */
async function goOn(bundle: string, images: string, launcher: string[]): Promise<Outcome> {
  const out = join(bundle, launcher.length > 0 ? "two" : "one");
  const program = [join(bundle, "train.py"), "--data", images, "--out", out, "--device", "cpu"];
  const { stdout } = await run(python, [...launcher, ...program], {
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  await run(python, [join(bundle, "predict.py"), "--check"]);
  const firstLoss = Number(/Step \d+: loss (\S+)/.exec(stdout)?.[1]);
  const history = JSON.parse(readFileSync(join(out, "history.json"), "utf8")) as {
    epochs: { macroF1: number }[];
  };
  return { firstLoss, macroF1: history.epochs.at(-1)!.macroF1 };
}
