import { beforeAll, describe, expect, test } from "vitest";
import { startDevice } from "../device";
import { testEngineContract } from "../engineContract";
import { everyOpModel } from "../testModel";
import { testPlanContract } from "../planContract";
import { testSamplerContract } from "../samplerContract";
import { createWebgpuEngine } from "./createWebgpuEngine";

describe("with TensorFlow.js on webgpu", () => {
  beforeAll(async () => {
    await startDevice("webgpu");
  });
  testEngineContract(createWebgpuEngine);
  testSamplerContract(createWebgpuEngine);

  test("a batch that no buffer can hold is refused, naming the tensor", async () => {
    const creation = createWebgpuEngine(everyOpModel(), 1, { batchSize: 1e7 });
    await expect(creation).rejects.toThrow(/This GPU takes at most \d+ MiB.*"input"/);
  });
});

describe("beside the reference engine on cpu", () => {
  beforeAll(async () => {
    await startDevice("cpu");
    await startDevice("webgpu");
  });
  // Tests run on a GPU in software.
  testPlanContract(createWebgpuEngine, { reference: "cpu", plan: "webgpu", isSlow: true });
});
