/** A compiled engine on the WebGPU device that TensorFlow.js runs on. */
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import { compileProgram } from "../plan/compile";
import { PlanEngine } from "../plan/PlanEngine";
import { flatLayout } from "../plan/slices";
import { checkSize } from "./createBuffer";
import { kernelPlan } from "./kernelPlan";
import { sample } from "./kernels/sample";
import { Pipelines } from "./Pipelines";
import { webgpuBackend } from "./webgpuBackend";
import { WebgpuRuntime } from "./WebgpuRuntime";

interface Preparation {
  /**
   * The largest that will be used, so that a device that is too small for it is refused now. The
   * pipelines are the same for every size.
   */
  batchSize?: number;
  /** The share of pipelines that are compiled, 0–1. */
  onProgress?: (share: number) => void;
}

/**
 * Resolves when all pipelines are compiled. TensorFlow.js's backend has to be `webgpu`. Rejects where
 * a tensor of the batch is larger than the device allows.
 */
export async function createWebgpuEngine(
  model: Model,
  seed: number,
  { batchSize = SMALLEST_BATCH, onProgress }: Preparation = {},
): Promise<PlanEngine> {
  const backend = webgpuBackend();
  const { limits } = backend.device;
  const layouts = {
    parameters: flatLayout(parametersOf(model)),
    buffers: flatLayout(buffersOf(model)),
  };
  const kernels = [true, false].flatMap((isTraining) => {
    const program = compileProgram(model, layouts, batchSize, isTraining);
    for (const { label, size } of program.tensors) {
      checkSize(
        label,
        size * 4,
        Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
      );
    }
    const plan = kernelPlan(program);
    const sizes = { batch: batchSize, sizePx: model.imageSizePx, sampleWords: 0, pixelWords: 0 };
    return [sample(program.images, sizes), ...plan.forward, ...plan.backward];
  });
  await Pipelines.of(backend.device).prepare(kernels, onProgress);
  return new PlanEngine(model, "webgpu", seed, new WebgpuRuntime(backend));
}

/** BatchNorm has no statistics of a single value. */
const SMALLEST_BATCH = 2;
