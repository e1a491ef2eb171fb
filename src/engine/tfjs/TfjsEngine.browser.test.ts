import { describe, expect, test } from "vitest";
import { buildPart } from "../../lib/part";
import { buffersOf, parametersOf } from "../../nn/model";
import { models } from "../../parts/models";
import { startDevice } from "../device";
import { testEngineContract } from "../engineContract";
import { onEveryTier } from "../everyTier";
import { CLASS_COUNT, randomBatch } from "../testModel";
import { crossEntropySum as loss, expectClose } from "../testTraining";
import { withoutLateStages } from "../withoutLateStages";
import { TfjsEngine } from "./TfjsEngine";

onEveryTier((tier) => {
  testEngineContract((model, seed) => Promise.resolve(new TfjsEngine(model, tier, seed)));
});

describe("every model of the registry", () => {
  const cases = [
    { sizePx: 15, config: { name: "smallCnn", width: 4, dropout: 0.1 } },
    { sizePx: 9, config: { name: "resnet18", stem: "small" } },
    { sizePx: 33, config: { name: "resnet18", stem: "large" } },
  ];
  test.each(cases)(
    "%o has the same logits and gradients on wasm as on cpu",
    async ({ sizePx, config }) => {
      const model = withoutLateStages(
        buildPart(models, config, { classCount: CLASS_COUNT, imageSizePx: sizePx }),
      );
      const results = [];
      for (const tier of ["cpu", "wasm"] as const) {
        await startDevice(tier);
        const engine = new TfjsEngine(model, tier, 5);
        engine.setBatch(randomBatch(3, sizePx));
        const logits = engine.forward();
        engine.backward(loss, 0);
        results.push({
          outputs: { logits: await logits.data<"float32">() },
          gradients: await engine.readGradients(),
          buffers: (await engine.readState()).buffers,
        });
        logits.dispose();
        engine.dispose();
      }
      const [cpu, wasm] = results;
      expectClose(wasm!.outputs, cpu!.outputs, 1e-3);
      expectClose(wasm!.buffers, cpu!.buffers, 1e-4);
      expectClose(wasm!.gradients, cpu!.gradients, 1e-2);
      expect(Object.keys(cpu!.gradients)).toEqual(parametersOf(model).map(({ name }) => name));
      expect(Object.keys(cpu!.buffers)).toEqual(buffersOf(model).map(({ name }) => name));
    },
  );
});
