/** A compiled engine on the WebGPU device that TensorFlow.js runs on. */
// The loss is differentiated by TensorFlow.js, whose core has gradients only when asked for them.
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import { compileProgram } from "../plan/compile";
import { PlanEngine } from "../plan/PlanEngine";
import { flatLayout } from "../plan/slices";
import { kernelPlan } from "./kernelPlan";
import { Pipelines } from "./Pipelines";
import { webgpuBackend } from "./webgpuBackend";
import { WebgpuRuntime } from "./WebgpuRuntime";

interface Preparation {
  /** Of training and of evaluation; other sizes then use the same pipelines. */
  batchSize: number;
  /** The share of pipelines that are compiled, 0–1. */
  onProgress?: (share: number) => void;
}

/** Resolves when all pipelines are compiled. TensorFlow.js's backend has to be `webgpu`. */
export async function createWebgpuEngine(
  model: Model,
  seed: number,
  { batchSize, onProgress }: Preparation,
): Promise<PlanEngine> {
  const backend = webgpuBackend();
  const layouts = {
    parameters: flatLayout(parametersOf(model)),
    buffers: flatLayout(buffersOf(model)),
  };
  const kernels = [true, false].flatMap((isTraining) => {
    const plan = kernelPlan(compileProgram(model, layouts, batchSize, isTraining));
    return [...plan.forward, ...plan.backward];
  });
  await Pipelines.of(backend.device).prepare(kernels, onProgress);
  return new PlanEngine(model, "webgpu", seed, new WebgpuRuntime(backend));
}
