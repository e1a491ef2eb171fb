/** Every model that can be picked does on the compiled engines what it does on the reference. */
import { beforeAll, describe, expect, test } from "vitest";
import { buildPart, type Option } from "../lib/part";
import type { Model } from "../nn/model";
import { models } from "../parts/models";
import { startDevice } from "./device";
import type { Engine } from "./engine";
import { enginePair, type Create } from "./enginePair";
import { CLASS_COUNT, randomBatch } from "./testModel";
import { crossEntropySum as loss, expectClose, norm } from "./testTraining";
import type { Tier } from "./tier";
import { createWasmEngine } from "./wasm/createWasmEngine";
import { createWebgpuEngine } from "./webgpu/createWebgpuEngine";

const IMAGE_SIZE_PX = 32;
const BATCH = 8;

const cases = Object.entries(models).map(([name, part]) => {
  const options = Object.entries<Option>(part.options).map(
    ([key, { default: usual }]): [string, unknown] => [
      key,
      // The ops' own tests hold dropout's masks; small images need the small stem.
      key === "stem" ? "small" : key.startsWith("drop") ? 0 : usual,
    ],
  );
  const config = { name, ...Object.fromEntries(options) };
  const context = { classCount: CLASS_COUNT, imageSizePx: IMAGE_SIZE_PX };
  return [name, smooth(buildPart(models, config, context))] as const;
});

/** Rounding flips activations with a kink, and every flip goes through all that follows. */
function smooth(model: Model): Model {
  const layers = model.layers.map((layer) =>
    layer.op === "activation" ? { ...layer, kind: "silu" as const } : layer,
  );
  return { ...model, layers };
}

const plans: [plan: Tier, create: Create][] = [
  ["wasm", createWasmEngine],
  ["webgpu", createWebgpuEngine],
];

describe.each(plans)("on %s", (plan, create) => {
  beforeAll(async () => {
    await startDevice("wasm");
    await startDevice(plan);
  });

  test.each(cases)("%s", { timeout: 600_000 }, async (_, model) => {
    const { both, switchTo } = enginePair(create, { reference: "wasm", plan });
    const engines = await both(model);
    const state = await engines[0].readState();
    const results = [];
    for (const engine of engines) {
      await switchTo(engine);
      engine.writeState(state);
      results.push(await resultsOf(engine));
      engine.dispose();
    }
    const [expected, actual] = results;
    expectClose(actual!.logits, expected!.logits, 1e-4);
    expectClose(actual!.buffers, expected!.buffers, 1e-4);
    // A bias before a BatchNorm has a gradient of rounding alone: the whole is what counts.
    expect(difference(actual!.gradients, expected!.gradients)).toBeLessThan(1e-4);
  });
});

async function resultsOf(engine: Engine) {
  engine.zeroGradients();
  engine.setBatch(randomBatch(BATCH, IMAGE_SIZE_PX));
  const logits = engine.forward();
  engine.backward(loss, 11);
  const values = await logits.data<"float32">();
  logits.dispose();
  const { buffers } = await engine.readState();
  return { logits: { values }, gradients: await engine.readGradients(), buffers };
}

/** Of all gradients as one vector, beside its own length. */
function difference(
  actual: Readonly<Record<string, Float32Array>>,
  expected: Readonly<Record<string, Float32Array>>,
): number {
  const lengths = Object.entries(expected).map(([name, values]) => ({
    of: norm(values),
    off: norm(values.map((value, i) => value - actual[name]![i]!)),
  }));
  const off = Math.hypot(...lengths.map((it) => it.off));
  const of = Math.hypot(...lengths.map((it) => it.of));
  return off / of;
}
