/** Turns a program's steps into jobs, and tells what memory they need besides its tensors. */
import type { Program, Step, TensorId } from "../plan/program";
import type { FlatName } from "../plan/runtime";
import { makeJob, type Job } from "./jobs";
import { steps } from "./steps";
import type { Lower, Places } from "./steps/step";

export interface Lowered {
  forward: Job[];
  backward: Job[];
  /** What the hungriest step needs. */
  scratchFloats: number;
  zeroFloats: number;
}

/** Addresses in bytes. */
interface Memory {
  threadCount: number;
  scratch: number;
  zeros: number;
  tensor(id: TensorId): number;
  flat(name: FlatName): number;
}

/** Apart from each other, and one vector longer: kernels may read past the end. */
const ALIGNMENT_FLOATS = 16;
const SLACK_FLOATS = 4;

export function lowerSteps(program: Program, memory: Memory): Lowered {
  let jobs: Job[] = [];
  let scratchFloats = 0;
  let zeroFloats = 0;
  let used = 0;
  const reserve = (floats: number): number => {
    const address = memory.scratch + 4 * used;
    used += Math.ceil((floats + SLACK_FLOATS) / ALIGNMENT_FLOATS) * ALIGNMENT_FLOATS;
    scratchFloats = Math.max(scratchFloats, used);
    return address;
  };
  const at: Places = {
    batchSize: program.batchSize,
    emit: (kernel, unitCount, values) => {
      if (unitCount > 0) jobs.push(makeJob(kernel, unitCount, values));
    },
    tensor: (id) => memory.tensor(id),
    parameter: ({ offset }) => memory.flat("parameters") + 4 * offset,
    gradient: ({ offset }) => memory.flat("gradients") + 4 * offset,
    buffer: ({ offset }) => memory.flat("buffers") + 4 * offset,
    scratch: reserve,
    zeros: (floats) => {
      zeroFloats = Math.max(zeroFloats, floats + SLACK_FLOATS);
      return memory.zeros;
    },
    local: (floats) => {
      const each = Math.ceil(floats / ALIGNMENT_FLOATS) * ALIGNMENT_FLOATS;
      return { local: reserve(each * memory.threadCount), localBytes: 4 * each };
    },
  };
  const lower = (list: readonly Step[]): Job[] => {
    jobs = [];
    for (const step of list) {
      used = 0;
      (steps[step.op] as Lower<Step["op"]>)(step, at);
    }
    return jobs;
  };
  const forward = lower(program.forward);
  const backward = lower(program.backward);
  return { forward, backward, scratchFloats, zeroFloats };
}
