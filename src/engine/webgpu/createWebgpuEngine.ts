/** A compiled engine on the WebGPU device that TensorFlow.js runs on. */
import type { FrozenLayers } from "../../nn/frozen";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import { compileProgram } from "../plan/compile";
import { PlanEngine } from "../plan/PlanEngine";
import { flatLayout } from "../plan/slices";
import type { Preparation } from "../preparation";
import { checkKernels, checkTensors } from "./checkLimits";
import { lossKernels } from "./BoundLoss";
import type { Kernel } from "./kernel";
import { kernelPlan } from "./kernelPlan";
import { sample } from "./kernels/sample";
import { Pipelines } from "./Pipelines";
import type { Target } from "./target";
import { tunedTarget } from "./tunedTarget";
import { averageKernel, updateKernels } from "./updateKernels";
import { webgpuBackend } from "./webgpuBackend";
import { WebgpuRuntime } from "./WebgpuRuntime";

/**
 * Resolves when the pipelines of what will run are compiled; whatever else runs compiles at its first
 * use. TensorFlow.js's backend has to be `webgpu`. Rejects where the device is too small for a batch (a
 * `LimitError`), or refuses a pipeline.
 */
export async function createWebgpuEngine(
  model: Model,
  seed: number,
  preparation?: Preparation,
  wanted?: Target,
): Promise<PlanEngine> {
  const backend = webgpuBackend();
  const { device } = backend;
  const target = wanted ?? (await tunedTarget(device));
  if (preparation) {
    const kernels = kernelsOfRun(model, preparation, device.limits, target);
    await Pipelines.of(device).prepare(kernels, preparation.onProgress);
  }
  return new PlanEngine(model, "webgpu", seed, new WebgpuRuntime(backend, target));
}

/** All kernels that training and predicting will use; throws where the device can't run one. */
function kernelsOfRun(
  model: Model,
  { evaluationBatches, training }: Preparation,
  limits: GPUSupportedLimits,
  target: Target,
): Kernel[] {
  const parameters = flatLayout(parametersOf(model));
  const layouts = { parameters, buffers: flatLayout(buffersOf(model)) };
  const programKernels = (batchSize: number, frozen: FrozenLayers | null) => {
    const isTraining = frozen !== null;
    const program = compileProgram(model, layouts, batchSize, isTraining, frozen ?? undefined);
    checkTensors(program, limits);
    const { forward, backward } = kernelPlan(program, target);
    const formula = isTraining ? training?.loss.formula : null;
    const sizes = { batch: batchSize, sizePx: model.imageSizePx, sampleWords: 0, pixelWords: 0 };
    return [
      sample(program.images, sizes),
      ...forward,
      ...(formula ? lossKernels(program, formula) : []),
      ...backward,
    ];
  };
  const { batches, frozen } = training ?? { batches: [], frozen: [] };
  const trained = batches.flatMap((size) => frozen.map((layers) => [size, layers] as const));
  const kernels = [
    ...trained.flatMap(([size, frozen]) => programKernels(size, frozen)),
    ...evaluationBatches.flatMap((size) => programKernels(size, null)),
  ];
  if (training) {
    const everything = { offset: 0, size: parameters.size, groups: new Int32Array(4) };
    kernels.push(...updateKernels(training, 1, [everything]));
    if (training.hasAverage)
      for (const name of ["parameters", "buffers"] as const)
        kernels.push(averageKernel(name, { offset: 0, size: layouts[name].size }));
  }
  checkKernels(kernels, limits);
  return kernels;
}
