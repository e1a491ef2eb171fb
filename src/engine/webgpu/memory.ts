/** What an engine takes of the GPU's memory. */
import type { MemoryParts, MemoryPlan } from "../memoryPlan";
import { assignBuffers } from "./assignBuffers";
import type { Kernel } from "./kernel";
import { kernelPlan } from "./kernelPlan";
import { bytesOf, scratchSizes } from "./scratchSizes";
import type { Target } from "./target";

/** Of the uniforms that hold a kernel's sizes: the alignment that every device allows. */
const UNIFORM_BYTES = 256;

/** `webgpu`'s part of `memoryPlan`. */
export function webgpuMemory(
  { programs, parameters, buffers, averages, slotCount, samples }: MemoryParts,
  target: Target,
): MemoryPlan {
  const pooled: number[] = [];
  let owned = 0;
  for (const program of programs) {
    const { forward, backward } = kernelPlan(program, target);
    const kernels = [...forward, ...backward];
    const wanted = [...program.slots, ...scratchSizes(kernels).values()].map(bytesOf);
    assignBuffers(pooled, wanted);
    const logits = 4 * program.tensors[program.logits]!.size;
    owned += logits + kernels.reduce((sum, kernel) => sum + tableBytes(kernel), 0);
    owned += UNIFORM_BYTES * (kernels.length + 1);
  }
  const flats = 4 * ((2 + averages + slotCount) * parameters + (1 + averages) * buffers);
  // The state is read through one buffer that the processor can see, one flat at a time.
  const staging = 4 * Math.max(parameters, buffers);
  const images = samples.packed + samples.pixels;
  const pool = pooled.reduce((sum, bytes) => sum + bytes, 0);
  return {
    peakBytes: pool + owned + flats + staging + images,
    largestBytes: Math.max(...pooled),
  };
}

const tableBytes = ({ bindings }: Kernel) =>
  bindings.reduce(
    (sum, { place }) => sum + (place.kind === "table" ? place.values.byteLength : 0),
    0,
  );
