/** `npm run parity`: the same runs here and in PyTorch, compared; writes docs/parity.md. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { describeCommit, describeComputer } from "../bench/machine";
import { findTorch } from "../bench/torch";
import { sampleDataset } from "../src/data/sampleDataset";
import { readSample } from "../src/data/samplePack";
import { samples } from "../src/data/samples";
import type { Config } from "../src/train/config";
import { projectRoot } from "./build";
import { parseUsage, runCommand } from "./command";
import { COMPARED_STEPS, stepCases, thinned, wholeCases } from "./parity/cases";
import { compareSteps, compareWholes } from "./parity/compare";
import { markdownOf, stepTable, wholeTable, type Comparison } from "./parity/markdown";
import { writePlan } from "./parity/plan";
import { trainInTorch } from "./parity/torch";
import { traceRuns, trainWholeRuns } from "./parity/trainHere";

await runCommand(async (signal) => {
  parseUsage("npm run parity", () => parseArgs({ args: process.argv.slice(2) }));
  const python = process.env.PYTHON ?? findTorch();
  if (python === null)
    throw new Error(
      "No python3 here can import torch. Install PyTorch and torchvision (Debian: python3-torch python3-torchvision), or set PYTHON to one that can.",
    );
  const folder = mkdtempSync(join(tmpdir(), "homeroom-parity-"));
  try {
    const comparison = await compare(python, folder, signal);
    console.log(`\n${stepTable(comparison.steps)}\n\n${wholeTable(comparison.whole)}`);
    await writeDocs(comparison);
    return [...comparison.steps, comparison.whole].every(({ holds }) => holds) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function compare(python: string, folder: string, signal: AbortSignal): Promise<Comparison> {
  // What the numbers belong to is what there is now, before docs/parity.md changes.
  const commit = describeCommit();
  const pack = await readBuiltInSample();
  const datasetOf = ({ data: { imageSizePx } }: Config) =>
    sampleDataset(pack, samples.fashion, { name: "sample", imageSizePx });
  writePlan(folder, [
    ...stepCases.map(({ config }) => ({
      config,
      dataset: thinned(datasetOf(config)),
      inDouble: true,
    })),
    ...wholeCases.map(({ config }) => ({ config, dataset: datasetOf(config), inDouble: false })),
  ]);
  const traced = await traceRuns(
    stepCases.map(({ config }) => config),
    signal,
  );
  const whole = await trainWholeRuns(
    wholeCases.map(({ config }) => config),
    signal,
  );
  console.error("Training the same in PyTorch …");
  const runCount = stepCases.length + wholeCases.length;
  const { version, results } = await trainInTorch(python, folder, runCount, signal);
  return {
    machine: { ...describeComputer(), tier: `wasm, ${whole.device.detail}`, pytorch: version },
    commit,
    steps: stepCases.map(({ label }, i) =>
      compareSteps(label, traced[i]!, results[i]!, COMPARED_STEPS),
    ),
    whole: compareWholes(
      wholeCases.map(({ label }, i) => ({
        label,
        here: whole.macroF1s[i]!,
        torch: results[stepCases.length + i]!.epochs.at(-1)!.macroF1,
      })),
    ),
  };
}

async function readBuiltInSample() {
  const file = readFileSync(join(projectRoot, "public/samples/fashion-mnist.bin"));
  return readSample(new Blob([file]).stream());
}

async function writeDocs(comparison: Comparison): Promise<void> {
  const path = join(projectRoot, "docs/parity.md");
  await mkdir(join(projectRoot, "docs"), { recursive: true });
  const options = { parser: "markdown", printWidth: 110 } as const;
  await writeFile(path, await format(markdownOf(comparison), options));
  console.log(`Written to ${path}`);
}
