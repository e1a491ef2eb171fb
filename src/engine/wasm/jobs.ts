/** Jobs as the threads read them: a kernel's place in the table, its units, its arguments. */
import { kernelNames, kernelTable, type KernelArguments, type KernelName } from "./kernelTable";

export interface Job {
  place: number;
  unitCount: number;
  /** Words of 32 bits, integer or float as the kernel reads them. */
  words: readonly { value: number; isFloat: boolean }[];
}

export const JOB_BYTES = 512;
/** Of one list of an optimizer's step. */
export const MAX_UPDATE_JOBS = 1024;
const ARGUMENTS_BYTES = 192;

export function makeJob<Name extends KernelName>(
  kernel: Name,
  unitCount: number,
  values: KernelArguments<Name>,
): Job {
  const kinds = Object.entries(kernelTable[kernel]) as [keyof typeof values, "int" | "float"][];
  return {
    place: kernelNames.indexOf(kernel),
    unitCount,
    words: kinds.map(([name, kind]) => ({ value: values[name], isFloat: kind === "float" })),
  };
}

/** Changes an integer argument of the job at `index` of a list. */
export function writeArgument<Name extends KernelName>(
  memory: WebAssembly.Memory,
  list: number,
  index: number,
  [kernel, argument]: [Name, keyof KernelArguments<Name> & string],
  value: number,
): void {
  const word = Object.keys(kernelTable[kernel]).indexOf(argument);
  const address = list + index * JOB_BYTES + ARGUMENTS_BYTES + 4 * word;
  new Int32Array(memory.buffer, address, 1)[0] = value;
}

/** Writes a list at `address`, which has `JOB_BYTES` for each. */
export function writeJobs(memory: WebAssembly.Memory, address: number, jobs: readonly Job[]): void {
  jobs.forEach(({ place, unitCount, words }, i) => {
    const bytes = new DataView(memory.buffer, address + i * JOB_BYTES, JOB_BYTES);
    if (ARGUMENTS_BYTES + 4 * words.length > JOB_BYTES)
      throw new Error("A job has too many arguments.");
    bytes.setInt32(0, place, true);
    bytes.setInt32(4, unitCount, true);
    words.forEach(({ value, isFloat }, word) => {
      const offset = ARGUMENTS_BYTES + 4 * word;
      if (isFloat) bytes.setFloat32(offset, value, true);
      else bytes.setInt32(offset, value, true);
    });
  });
}
