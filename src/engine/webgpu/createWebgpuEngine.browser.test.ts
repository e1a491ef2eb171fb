import { beforeAll, describe } from "vitest";
import { startDevice } from "../device";
import { testEngineContract } from "../engineContract";
import { testPlanContract } from "../planContract";
import { createWebgpuEngine } from "./createWebgpuEngine";
import type { Model } from "../../nn/model";

const create = (model: Model, seed: number) => createWebgpuEngine(model, seed, { batchSize: 4 });

describe("with TensorFlow.js on webgpu", () => {
  beforeAll(async () => {
    await startDevice("webgpu");
  });
  testEngineContract(create);
});

describe("beside the reference engine on cpu", () => {
  beforeAll(async () => {
    await startDevice("cpu");
    await startDevice("webgpu");
  });
  // Tests run on a GPU in software.
  testPlanContract(create, { reference: "cpu", plan: "webgpu", isSlow: true });
});
