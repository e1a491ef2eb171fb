/** What is sent to a thread of the pool. */
export type ThreadMessage =
  | {
      kind: "start";
      module: WebAssembly.Module;
      memory: WebAssembly.Memory;
      tableSize: number;
      kernelNames: readonly string[];
      control: number;
      /** The calling thread is 0. */
      thread: number;
      recall: number;
    }
  /** One more kernel for the table; sent after the thread was called back. */
  | { kind: "addKernel"; module: WebAssembly.Module; place: number; recall: number };

/** The exports of the kernels' module that are no kernels. */
export interface ThreadExports {
  run(control: number, list: number, count: number, threads: number, canSleep: number): void;
  serve(control: number, thread: number, recall: number): void;
}

/** Instantiates the kernels and puts each at its place in the table. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  table: WebAssembly.Table,
  kernelNames: readonly string[],
): ThreadExports {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, table } });
  kernelNames.forEach((name, place) => table.set(place, exports[name]));
  return exports as unknown as ThreadExports;
}

/** Puts the only function of a small module at its place in the table. */
export function addKernel(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  table: WebAssembly.Table,
  place: number,
): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  table.set(place, exports.kernel);
}
