/** One run of `npm run parity:bundle`, finished in the tab and, from its middle on, in PyTorch. */
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright";
import type { EpochRecord } from "../src/train/events";
import { saveDownload, saveExport } from "./download";
import { followRun } from "./followRun";
import { startingWith } from "./startingWeights";
import { checkConfig } from "./startRun";
import { unzip } from "./unzip";

export const EPOCHS_IN_TAB = 3;

const run = promisify(execFile);

export interface Outcome {
  /** Of the first step after the hand-over. */
  firstLoss: number;
  /** Those that ended after the hand-over. */
  epochs: EpochRecord[];
}

/** Trains to the end, and saves the best epoch's weights. */
export async function pretrain(page: Page, config: object, weights: string): Promise<void> {
  await start(page, config);
  const news = followRun(page, 0);
  while (!(await news.next()).done);
  await saveDownload(page, "best.safetensors", weights);
}

/** Pauses in the middle of the run for the bundle and the next step's loss, then trains to the end. */
export async function trainInTab(
  page: Page,
  config: object,
  weights: string | null,
  bundle: string,
): Promise<Outcome & { place: string }> {
  const asked = await checkConfig(page, config);
  await start(page, weights === null ? asked : await startingWith(page, asked, weights));
  await page.evaluate(pauseAfter, EPOCHS_IN_TAB);
  await saveExport(page, "pytorch", tmpdir());
  const zip = join(tmpdir(), "homeroom-pytorch.zip");
  await unzip(readFileSync(zip), bundle);
  rmSync(zip);
  const inspected = await page.evaluate(() => homeroom.calls.inspectStep({ of: "run" }));
  if (!inspected.ok || !inspected.inspection) throw new Error("The step could not be inspected.");
  const { epoch, stepInEpoch, loss } = inspected.inspection;
  await page.evaluate(() => homeroom.calls.resumeRun());
  const epochs: EpochRecord[] = [];
  for await (const record of followRun(page, EPOCHS_IN_TAB)) epochs.push(record);
  return { firstLoss: loss, epochs, place: `epoch ${epoch + 1}, step ${stepInEpoch + 1}` };
}

/** Runs the bundle's train.py to the end, on so many processes, and checks what it wrote. */
export async function goOn(
  python: string,
  bundle: string,
  images: string,
  processes: number,
  out: string,
): Promise<Outcome> {
  const program = [join(bundle, "train.py"), "--data", images, "--out", out, "--device", "cpu"];
  const { stdout } = await run(python, [...launcher(processes), ...program], {
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  await run(python, [join(bundle, "predict.py"), "--check"]);
  const firstLoss = Number(/Step \d+: loss (\S+)/.exec(stdout)?.[1]);
  const history = JSON.parse(readFileSync(join(out, "history.json"), "utf8")) as {
    epochs: EpochRecord[];
  };
  return { firstLoss, epochs: history.epochs.slice(EPOCHS_IN_TAB) };
}

function launcher(processes: number): string[] {
  if (processes === 1) return [];
  // `--standalone` of torchrun 1.13 always takes the same port, and its default logs fail on Python 3.11.
  const meeting = ["--rdzv_backend=c10d", "--rdzv_endpoint=localhost:0"];
  const logs = ["-r", "1", "-t", "1"];
  return ["-m", "torch.distributed.run", ...meeting, `--nproc_per_node=${processes}`, ...logs];
}

async function start(page: Page, config: object): Promise<void> {
  const answer = await page.evaluate((it) => homeroom.calls.startRun(it), config);
  if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
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
