/** What an engine takes of the wasm heap. */
import type { MemoryParts, MemoryPlan } from "../memoryPlan";
import type { Program } from "../plan/program";
import { allocatedBytes } from "./Heap";
import { defaultThreadCount } from "./defaultThreadCount";
import { JOB_BYTES, MAX_UPDATE_JOBS } from "./jobs";
import { lowerSteps } from "./lowerSteps";

/** Where each slot of a program lies in the arena, in floats. */
export function arenaOf({ slots }: Pick<Program, "slots">): { offsets: number[]; size: number } {
  const offsets: number[] = [];
  let size = 0;
  for (const slot of slots) {
    offsets.push(size);
    // One vector more than needed: kernels may read past the end.
    size += Math.ceil((slot + 4) / 16) * 16;
  }
  return { offsets, size };
}

/** `wasm`'s part of `memoryPlan`. */
export function wasmMemory(parts: MemoryParts, threadCount = defaultThreadCount()): MemoryPlan {
  const { programs, parameters, buffers, averages, slotCount, samples } = parts;
  const nowhere = { scratch: 0, zeros: 0, tensor: () => 0, flat: () => 0 };
  const lowered = programs.map((program) =>
    lowerSteps(program, { threadCount, gradientFloats: parameters, ...nowhere }),
  );
  const largest = (sizes: number[]) => allocatedBytes(4 * Math.max(...sizes));
  const arena = largest(programs.map((program) => arenaOf(program).size));
  const scratch = largest(lowered.map(({ scratchFloats }) => scratchFloats));
  const zeros = largest(lowered.map(({ zeroFloats }) => zeroFloats));
  const jobs = lowered.flatMap(({ lists }) =>
    Object.values(lists).map((jobs) => allocatedBytes(JOB_BYTES * jobs.length)),
  );
  const { packed, pixels, isResident } = samples;
  const images = isResident
    ? allocatedBytes(packed) + allocatedBytes(pixels)
    : allocatedBytes(packed + pixels);
  const all = [
    arena,
    scratch,
    zeros,
    ...jobs,
    allocatedBytes(JOB_BYTES * MAX_UPDATE_JOBS),
    // Parameters, their gradients, their average, and the optimizer's slots.
    (2 + averages + slotCount) * allocatedBytes(4 * parameters),
    (1 + averages) * allocatedBytes(4 * buffers),
    images,
  ];
  return {
    peakBytes: all.reduce((sum, bytes) => sum + bytes, 0),
    largestBytes: Math.max(arena, scratch),
  };
}
