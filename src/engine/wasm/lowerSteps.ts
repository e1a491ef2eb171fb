/** Turns a program's steps into jobs, and tells what memory they need besides its tensors. */
import type { DropoutMask, Program, Slice, Step, TensorId } from "../plan/program";
import type { FlatName } from "../plan/runtime";
import { makeJob, type Job } from "./jobs";
import { steps } from "./steps";
import { mergeRuns, type Run } from "./mergeRuns";
import { CHUNK, unitsOf, type Lower, type Places } from "./steps/step";

export interface Lowered {
  lists: {
    /** Begins with the dropouts' masks, in the program's order, whose keys are still to be written. */
    forward: Job[];
    /** Adds to the gradients of parameters. */
    backward: Job[];
    /** The same where these are still to be cleared: whole gradients are written, the others cleared. */
    firstBackward: Job[];
  };
  /** What the hungriest step needs. */
  scratchFloats: number;
  zeroFloats: number;
}

/** Addresses in bytes. */
interface Memory {
  threadCount: number;
  scratch: number;
  zeros: number;
  /** Of the flat buffer. */
  gradientFloats: number;
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
  let isFirst = false;
  let written: Slice[] = [];
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
    wholeGradient: (slice) => {
      if (isFirst) written.push(slice);
      return { address: memory.flat("gradients") + 4 * slice.offset, isAdded: Number(!isFirst) };
    },
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
  const lowerFirst = (list: readonly Step[]): Job[] => {
    [isFirst, written] = [true, []];
    const whole = lower(list);
    const cleared = gapsOf(written, memory.gradientFloats).map(({ offset, size }) =>
      makeJob("clear", unitsOf(size, CHUNK), {
        to: memory.flat("gradients") + 4 * offset,
        size,
        chunk: CHUNK,
      }),
    );
    return list.length === 0 ? [] : [...cleared, ...whole];
  };
  const forward = lower(program.forward);
  const lists = {
    forward: [...program.dropouts.map((it) => maskJob(program, it, memory)), ...forward],
    backward: lower(program.backward),
    firstBackward: lowerFirst(program.backward),
  };
  return { lists, scratchFloats, zeroFloats };
}

/** Numbers of a unit that draws them. */
const MASK_CHUNK = 2048;
/** How many 32-bit words there are to draw from. */
const WORDS = 2 ** 32;

function maskJob(program: Program, { mask, probability }: DropoutMask, memory: Memory): Job {
  const { size } = program.tensors[mask]!;
  const limit = Math.ceil(probability * WORDS);
  return makeJob("dropout", unitsOf(size, MASK_CHUNK), {
    to: memory.tensor(mask),
    size,
    chunk: MASK_CHUNK,
    key: 0,
    limit: Math.min(limit, WORDS - 1),
    // Where every word lies below the limit, nothing is left.
    scale: limit < WORDS ? 1 / (1 - probability) : 0,
  });
}

/** What the slices leave of a flat buffer; what stands between neighbours holds zeros already. */
function gapsOf(slices: readonly Slice[], size: number): Run[] {
  const runs = mergeRuns([...slices].sort((a, b) => a.offset - b.offset));
  const ends = [0, ...runs.map((run) => run.offset + run.size)];
  return [...runs.map(({ offset }) => offset), size]
    .map((end, i) => ({ offset: ends[i]!, size: end - ends[i]! }))
    .filter((gap) => gap.size > 0);
}
