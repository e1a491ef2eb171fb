import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../tools/build";
import { readSafetensors } from "../src/parts/formats/safetensors";
import { tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

const RESULTS = [
  "best.safetensors",
  "checkpoint.zip",
  "config.json",
  "history.json",
  "last.safetensors",
  "predictions.csv",
];

interface Outcome {
  code: number | null;
  output: string;
}

/** Runs a headless command to its end; Ctrl-C as soon as its output holds `interruptAt`. */
function run(tool: string, args: string[], interruptAt?: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn("node", ["tools/setup.mjs", `tools/${tool}.ts`, ...args], {
      cwd: projectRoot,
    });
    let output = "";
    let isInterrupted = false;
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
      if (interruptAt === undefined || isInterrupted || !output.includes(interruptAt)) return;
      isInterrupted = true;
      child.kill("SIGINT");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

function workFolder() {
  const path = mkdtempSync(join(tmpdir(), "homeroom-commands-"));
  const config = join(path, "config.json");
  writeFileSync(config, JSON.stringify(tiny));
  return { path, config, remove: () => rmSync(path, { recursive: true }) };
}

const weightsOf = (folder: string) =>
  readSafetensors(readFileSync(join(folder, "last.safetensors"))).tensors;

story("somebody trains and predicts without opening the page", async () => {
  const images = imageFolder({ red: 20, green: 20 });
  images.add("red/broken.png", "no image at all");
  const work = workFolder();
  const out = join(work.path, "runs/first");
  const trained = await run("train", [
    ...["--data", images.path, "--config", work.config, "--device", "wasm"],
    ...["--set", "training.epochs=2", "--out", out],
  ]);
  expect(trained.output).toContain("Skipped red/broken.png: It is a text file, not an image.");
  expect(trained.output).toMatch(/^epoch 1\/2 .*\nepoch 2\/2 /m);
  expect(trained.code).toBe(0);
  expect(readdirSync(out)).toEqual(RESULTS);
  expect(readdirSync(join(work.path, "runs"))).toEqual(["first"]);
  const config = JSON.parse(readFileSync(join(out, "config.json"), "utf8")) as object;
  expect(config).toMatchObject({ version: 1, training: { epochs: 2, batchSize: 8 } });

  const csv = join(work.path, "predictions.csv");
  const predicted = await run("predict", [
    ...["--model", join(out, "best.safetensors"), "--data", images.path, "--out", csv],
  ]);
  expect(predicted.output).toContain("40 predictions");
  expect(predicted.code).toBe(0);
  const lines = readFileSync(csv, "utf8").trim().split("\n");
  expect(lines[0]).toBe("path,prediction,green,red");
  expect(lines[1]).toMatch(/^pictures\/green\/000\.png,/);
  expect(lines).toHaveLength(41);
  images.remove();
  work.remove();
});

story("a run that was interrupted goes on to the same weights", async () => {
  const images = imageFolder({ red: 60, green: 60 });
  const work = workFolder();
  const [whole, parts] = [join(work.path, "whole"), join(work.path, "parts")];
  const common = ["--data", images.path, "--device", "wasm"];
  const settings = ["--config", work.config, "--set", "training.epochs=40"];
  expect((await run("train", [...common, ...settings, "--out", whole])).code).toBe(0);

  const stopped = await run("train", [...common, ...settings, "--out", parts], "epoch  3/40");
  expect(stopped.output).toContain("Stopped");
  expect(stopped.code).toBe(130);
  expect(readdirSync(parts)).toEqual(RESULTS);
  const resumed = await run("train", [...common, "--resume", parts]);
  expect(resumed.code).toBe(0);
  expect(resumed.output).not.toContain("epoch  1/40");
  expect(resumed.output).toContain("epoch 40/40");
  expect(weightsOf(parts)).toEqual(weightsOf(whole));
  images.remove();
  work.remove();
});

story("what can't be run is refused before anything is written", async () => {
  const images = imageFolder({ red: 12, green: 12 });
  const lonely = imageFolder({ red: 12 });
  const empty = imageFolder({});
  const work = workFolder();
  const out = join(work.path, "out");
  const common = ["--config", work.config, "--device", "wasm", "--out", out];
  const data = (folder: { path: string }) => ["--data", folder.path];
  for (const [args, ...messages] of [
    [
      [...data(images), "--set", "training.epochs=0", "--set", "loss.gama=1"],
      "training.epochs: Must be at least 1.",
      "loss.gama: There is no such setting.",
    ],
    [[...data(images), "--set", "optimizer.learningRate=NaN"], "optimizer.learningRate: Must be"],
    [[...data(images), "--set", "training.batchSize=0"], "training.batchSize: Must be at least 1"],
    [data(lonely), "one class"],
    [data(empty), "no files"],
    [["--sample", "none"], "fashion"],
  ] as const) {
    const { code, output } = await run("train", [...common, ...args]);
    for (const message of messages) expect(output).toContain(message);
    expect(code).toBe(2);
  }
  expect(existsSync(out)).toBe(false);
  for (const folder of [images, lonely, empty, work]) folder.remove();
});

story("a run that diverges at once fails and leaves nothing", async () => {
  const images = imageFolder({ red: 30, green: 30 });
  const work = workFolder();
  const out = join(work.path, "out");
  const { code, output } = await run("train", [
    ...["--data", images.path, "--config", work.config, "--device", "wasm", "--out", out],
    ...["--set", "optimizer.name=sgd", "--set", "optimizer.learningRate=1000"],
    ...["--set", "optimizer.weightDecay=1", "--set", "training.batchSize=1"],
  ]);
  expect(output).toContain("NaN or infinite");
  expect(code).toBe(1);
  expect(readdirSync(work.path)).toEqual(["config.json"]);
  images.remove();
  work.remove();
});

story("a golden file is checked case by case, and an unknown kind fails", async () => {
  const work = workFolder();
  const golden = join(work.path, "golden.json");
  writeFileSync(golden, JSON.stringify({ astrology: [{ id: "leo" }] }));
  const { code, output } = await run("conformance", [golden, "--device", "cpu"]);
  expect(output).toContain("FAILED astrology");
  expect(output.trim()).toMatch(/\n0 passed, 1 failed$/);
  expect(code).toBe(1);
  work.remove();
});
