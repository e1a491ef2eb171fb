import { beforeAll, describe, expect, test, vi } from "vitest";
import { buildPart } from "../../lib/part";
import { nothingFrozen } from "../../nn/frozen";
import { models } from "../../parts/models";
import { createEngine } from "../createEngine";
import { startDevice } from "../device";
import { testEngineContract } from "../engineContract";
import { throwOnFault } from "../fault";
import type { Preparation } from "../preparation";
import { CLASS_COUNT, everyOpModel, randomBatch } from "../testModel";
import { adamW, crossEntropySum as loss } from "../testTraining";
import { TfjsEngine } from "../tfjs/TfjsEngine";
import { testOpContract } from "../opContract";
import { testPlanContract } from "../planContract";
import { testSamplerContract } from "../samplerContract";
import { createWebgpuEngine } from "./createWebgpuEngine";
import { hardware, software } from "./target";
import { webgpuBackend } from "./webgpuBackend";

describe("with TensorFlow.js on webgpu", () => {
  beforeAll(async () => {
    await startDevice("webgpu");
  });
  testEngineContract(createWebgpuEngine);
  testSamplerContract(createWebgpuEngine);

  test("what was prepared compiles nothing later, and tells its progress", async () => {
    const progress: [done: number, total: number][] = [];
    const engine = await createWebgpuEngine(narrowModel(12), 1, {
      ...prepared,
      onProgress: (done, total) => progress.push([done, total]),
    });
    const [, total] = progress[0]!;
    expect(progress).toEqual(Array.from({ length: total }, (_, i) => [i + 1, total]));
    expect(total).toBeGreaterThan(20);
    const compile = vi.spyOn(webgpuBackend().device, "createComputePipeline");
    engine.startAverage();
    for (const size of [5, 2]) {
      engine.setBatch(randomBatch(size, 8));
      engine.backward(loss, 1);
      engine.step({
        optimizer: adamW,
        learningRate: 0.01,
        denominator: size,
        clipNorm: 1,
        clipValue: null,
        averageDecay: 0.9,
      });
    }
    engine.setBatch(randomBatch(3, 8));
    engine.forward().dispose();
    expect(compile).not.toHaveBeenCalled();
    compile.mockRestore();
    engine.dispose();
  });

  test("a batch that no buffer can hold is refused, naming the tensor", async () => {
    const creation = createEngine(everyOpModel(), "webgpu", 1, {
      ...prepared,
      evaluationBatches: [1e7],
    });
    await expect(creation).rejects.toThrow(/This GPU takes at most \d+ MiB.*"input"/);
  });

  test("where a pipeline is refused, the slower engine says so, and its results can be trusted", async () => {
    const { device } = webgpuBackend();
    const compile = device.createComputePipelineAsync.bind(device);
    // Only ours are compiled this way: TensorFlow.js, which keeps its pipelines, gets sound ones.
    const refuse = vi.spyOn(device, "createComputePipelineAsync").mockImplementation((descriptor) =>
      compile({
        ...descriptor,
        compute: { module: device.createShaderModule({ code: "no shader" }) },
      }),
    );
    const { engine, slower } = await createEngine(narrowModel(20), "webgpu", 1, prepared);
    refuse.mockRestore();
    expect(engine).toBeInstanceOf(TfjsEngine);
    expect(slower).toMatch(/^Training runs slower than it could/);
    expect(throwOnFault).not.toThrow();
    engine.dispose();
  });
});

const prepared: Preparation = {
  evaluationBatches: [3],
  training: {
    batches: [5, 2],
    loss,
    optimizer: adamW,
    clipNorm: 1,
    clipValue: null,
    frozen: [nothingFrozen],
    hasAverage: true,
  },
  onProgress: () => undefined,
};

/** With shaders of its own, because those of earlier tests are compiled already. */
function narrowModel(width: number) {
  const options = { classCount: CLASS_COUNT, imageSizePx: 8 };
  return buildPart(models, { name: "smallCnn", width, dropout: 0 } as never, options);
}

describe("beside the reference engine on cpu", () => {
  beforeAll(async () => {
    await startDevice("cpu");
    await startDevice("webgpu");
  });
  // Tests run on a GPU in software.
  testPlanContract(createWebgpuEngine, { reference: "cpu", plan: "webgpu", isSlow: true });

  describe.each(Object.entries({ software, hardware }))("with kernels for %s", (_, target) => {
    testOpContract((model, seed) => createWebgpuEngine(model, seed, undefined, target), {
      reference: "cpu",
      plan: "webgpu",
    });
  });
});
