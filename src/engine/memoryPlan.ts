/** What a run's engine will take of its tier's memory, worked out from its programs without taking it. */
import { buffersOf, parametersOf, type Model } from "../nn/model";
import { residentImagesBudget, trainingBudget } from "./memoryBudget";
import { compileProgram } from "./plan/compile";
import { packedWords } from "./plan/packSamples";
import type { Program } from "./plan/program";
import { flatLayout } from "./plan/slices";
import type { Tier } from "./tier";
import { wasmMemory } from "./wasm/memory";
import { webgpuMemory } from "./webgpu/memory";
import { hardware, targetOf, type Target } from "./webgpu/target";

export interface MemoryRequest {
  model: Model;
  /** null where nothing trains. */
  batchSize: number | null;
  evaluationBatch: number;
  /** How many numbers the optimizer keeps for each parameter. */
  slotCount: number;
  /** Whether a moving average of the weights is kept. */
  hasAverage: boolean;
  /** Of the whole data set. */
  imageCount: number;
  /** The kind of GPU, where it is one. */
  target: Target;
}

export interface MemoryPlan {
  /** At the fullest moment of a run. */
  peakBytes: number;
  /** The largest tensor or scratch buffer, which a device has to take in one piece. */
  largestBytes: number;
}

/** What a tier's own part of the plan works from. Sizes in floats, but for `samples`. */
export interface MemoryParts {
  programs: readonly Program[];
  parameters: number;
  buffers: number;
  /** Flat buffers of the weights' moving average, with what is averaged of the statistics. */
  averages: 0 | 1;
  slotCount: number;
  /** In bytes: the packed batch, and the pixels of its data set or, where it is too large, of the batch. */
  samples: { packed: number; pixels: number; isResident: boolean };
}

/** null for tiers that have no compiled engine. Throws where the model can't be compiled. */
export function memoryPlan(tier: Tier, request: MemoryRequest): MemoryPlan | null {
  switch (tier) {
    case "wasm":
      return wasmMemory(partsOf(request));
    case "webgpu":
      return webgpuMemory(partsOf(request), request.target);
    case "webgl":
    case "cpu":
      return null;
    default:
      return tier satisfies never;
  }
}

function partsOf(request: MemoryRequest): MemoryParts {
  const { model, batchSize, evaluationBatch, slotCount, hasAverage, imageCount } = request;
  const layouts = {
    parameters: flatLayout(parametersOf(model)),
    buffers: flatLayout(buffersOf(model)),
  };
  const imageBytes = model.imageSizePx * model.imageSizePx * model.channels;
  const isResident = imageCount * imageBytes <= residentImagesBudget();
  const largestBatch = Math.max(batchSize ?? 0, evaluationBatch);
  return {
    programs: [
      ...(batchSize === null ? [] : [compileProgram(model, layouts, batchSize, true)]),
      compileProgram(model, layouts, evaluationBatch, false),
    ],
    parameters: layouts.parameters.size,
    buffers: layouts.buffers.size,
    slotCount,
    averages: hasAverage ? 1 : 0,
    samples: {
      packed: 4 * packedWords(largestBatch),
      pixels: imageBytes * (isResident ? imageCount : largestBatch),
      isResident,
    },
  };
}

/** What the tier gives. */
export interface MemoryLimits {
  totalBytes: number;
  /** Of one buffer. */
  bufferBytes: number;
  target: Target;
}

/** The tier's backend has to be running. */
export async function memoryLimits(tier: Tier): Promise<MemoryLimits> {
  const totalBytes = trainingBudget();
  if (tier !== "webgpu") return { totalBytes, bufferBytes: totalBytes, target: hardware };
  // Loaded where it is used, as TensorFlow.js's backends are.
  const { webgpuBackend } = await import("./webgpu/webgpuBackend");
  const { device } = webgpuBackend();
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const bufferBytes = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  return { totalBytes, bufferBytes, target: targetOf(device) };
}
