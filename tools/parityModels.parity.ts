/**
 * Weight files between the product and PyTorch, both ways, for every architecture: PyTorch loads the
 * product's with `strict=True`, the product PyTorch's, and both give the same logits.
 * Needs python3 (or what PYTHON names) with PyTorch and torchvision.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TfjsEngine } from "../src/engine/tfjs/TfjsEngine";
import { readWeights, writeWeights } from "../src/parts/formats/weights";
import {
  classes,
  goldenBatch,
  goldenModels,
  images,
  imageSizePx,
} from "../src/parts/models/golden";

const TOLERANCE = 1e-4;

interface Logits {
  ofProduct: number[];
  ofTorch: number[];
}

const folder = mkdtempSync(join(tmpdir(), "homeroom-parity-"));
const fileOf = (owner: string, index: number) => join(folder, `${owner}-${index}.safetensors`);
const cases = goldenModels.map(([label, make], index) => ({ label, index, ...make() }));
const engines: TfjsEngine[] = [];
let expected: Logits[] = [];

beforeAll(async () => {
  await tf.setBackend("cpu");
  for (const { model, index } of cases) {
    const engine = new TfjsEngine(model, "cpu", index);
    engine.setBatch(goldenBatch());
    engines.push(engine);
    writeFileSync(fileOf("product", index), writeWeights(model, await engine.readState(), {}));
  }
  const configs = cases.map(({ config }) => config);
  const plan = { configs, classes, imageSizePx, images };
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
  const program = join(import.meta.dirname, "parityModels.py");
  await promisify(execFile)(process.env.PYTHON ?? "python3", [program, folder]);
  expected = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as Logits[];
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(cases)("$label", async ({ index }) => {
  const engine = engines[index]!;
  const { ofProduct, ofTorch } = expected[index]!;
  expect(difference(await logitsOf(engine), ofProduct), "to PyTorch").toBeLessThan(TOLERANCE);
  const state = readWeights(engine.model, readFileSync(fileOf("torch", index)));
  engine.writeState({ ...state, optimizer: {}, lossSum: 0, average: null });
  expect(difference(await logitsOf(engine), ofTorch), "from PyTorch").toBeLessThan(TOLERANCE);
});

async function logitsOf(engine: TfjsEngine): Promise<Float32Array> {
  const logits = engine.forward();
  const values = await logits.data<"float32">();
  logits.dispose();
  return values;
}

/** The norm of the difference beside the norm of what is expected. */
function difference(actual: Float32Array, expected: readonly number[]): number {
  const norm = (values: readonly number[]) => Math.hypot(...values);
  return norm(expected.map((value, i) => value - actual[i]!)) / norm(expected);
}
