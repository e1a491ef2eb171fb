/** A thread of the pool: works inside WebAssembly until it is called back. */
import { addKernel, instantiate, type ThreadExports, type ThreadMessage } from "./thread";

let memory: WebAssembly.Memory;
let table: WebAssembly.Table;
let kernels: ThreadExports;
let control = 0;
let thread = 0;

addEventListener("message", ({ data }: MessageEvent<ThreadMessage>) => {
  if (data.kind === "start") {
    ({ memory, control, thread } = data);
    table = new WebAssembly.Table({ element: "anyfunc", initial: data.tableSize });
    kernels = instantiate(data.module, memory, table, data.kernelNames);
    postMessage("ready");
  } else addKernel(data.module, memory, table, data.place);
  kernels.serve(control, thread, data.recall);
});
