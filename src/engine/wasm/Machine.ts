/** The memory, the kernels and the threads that all engines of this thread share. */
import relaxedUrl from "virtual:kernels/relaxed.wasm?url";
import simdUrl from "virtual:kernels/simd.wasm?url";
import { residentImagesBudget } from "../memoryBudget";
import { ResidentImages } from "../plan/ResidentImages";
import { Heap } from "./Heap";
import { defaultThreadCount } from "./defaultThreadCount";
import { kernelNames } from "./kernelTable";
import { addKernel, instantiate, type ThreadExports, type ThreadMessage } from "./thread";

/** Beyond the kernels: up to four for each optimizer and its options. */
const ADDED_KERNELS = 256;
const TABLE_SIZE = kernelNames.length + ADDED_KERNELS;
const INITIAL_PAGES = 256;
/** Address space, not memory; a browser may have less of it. */
const MAXIMUM_PAGES = [65536, 32768, 16384, 8192];
const CONTROL_BYTES = 256;
const RECALL_OFFSET = 4;

/** A module of one relaxed instruction: `f32x4.relaxed_madd`. */
const RELAXED_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
);

export class Machine {
  readonly heap: Heap;
  /** Addresses of data sets. */
  readonly images = new ResidentImages<number>({
    upload: (pixels) => this.uploadImages(pixels),
    free: (address) => this.heap.release(address),
  });
  private readonly workers: Worker[] = [];
  private readonly table = new WebAssembly.Table({ element: "anyfunc", initial: TABLE_SIZE });
  private readonly kernels: ThreadExports;
  private readonly control: number;
  private readonly added = new Map<string, number>();
  private recall = 0;
  private readonly canSleep = "WorkerGlobalScope" in globalThis ? 1 : 0;

  /** Throws where WebAssembly has no SIMD or no shared memory. */
  static async start(
    threadCount = defaultThreadCount(),
    hasRelaxed = WebAssembly.validate(RELAXED_PROBE),
  ): Promise<Machine> {
    const response = await fetch(hasRelaxed ? relaxedUrl : simdUrl);
    if (!response.ok) throw new Error(`The kernels did not load: ${response.statusText}`);
    const module = await WebAssembly.compile(await response.arrayBuffer());
    const machine = new Machine(module, threadCount, hasRelaxed);
    await machine.startThreads();
    return machine;
  }

  private constructor(
    private readonly module: WebAssembly.Module,
    readonly threadCount: number,
    readonly hasRelaxedSimd: boolean,
  ) {
    this.heap = new Heap(makeMemory());
    this.kernels = instantiate(module, this.memory, this.table, kernelNames);
    this.control = this.heap.allocate(CONTROL_BYTES);
    new Uint8Array(this.memory.buffer, this.control, CONTROL_BYTES).fill(0);
  }

  get memory(): WebAssembly.Memory {
    return this.heap.memory;
  }

  /** Valid until the heap grows. */
  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  bytes(address: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, count);
  }

  /** Runs jobs that `writeJobs` wrote; returns when all are done. */
  run(list: number, count: number): void {
    this.kernels.run(this.control, list, count, this.threadCount, this.canSleep);
  }

  /** Puts a module's exported function `kernel` into the table, once; returns its place. */
  addKernel(code: Uint8Array<ArrayBuffer>): number {
    const key = String(code);
    const known = this.added.get(key);
    if (known !== undefined) return known;
    if (this.added.size === ADDED_KERNELS) throw new Error("There are too many optimizers.");
    const place = kernelNames.length + this.added.size;
    const module = new WebAssembly.Module(code);
    addKernel(module, this.memory, this.table, place);
    this.recallThreads();
    for (const worker of this.workers)
      worker.postMessage({
        kind: "addKernel",
        module,
        place,
        recall: this.recall,
      } satisfies ThreadMessage);
    this.added.set(key, place);
    return place;
  }

  dispose(): void {
    for (const worker of this.workers) worker.terminate();
  }

  private uploadImages(pixels: Uint8Array): number | null {
    if (pixels.length > residentImagesBudget()) return null;
    try {
      const address = this.heap.allocate(pixels.length);
      this.bytes(address, pixels.length).set(pixels);
      return address;
    } catch {
      // The browser gives no more: batch by batch, training still fits.
      return null;
    }
  }

  private async startThreads(): Promise<void> {
    const ready: Promise<void>[] = [];
    for (let thread = 1; thread < this.threadCount; thread++) {
      const worker = new Worker(new URL("./thread.worker.ts", import.meta.url), {
        type: "module",
      });
      ready.push(
        new Promise((resolve, reject) => {
          worker.onmessage = () => resolve();
          worker.onerror = ({ message }) => reject(new Error(`A thread did not start: ${message}`));
        }),
      );
      worker.postMessage({
        kind: "start",
        module: this.module,
        memory: this.memory,
        tableSize: TABLE_SIZE,
        kernelNames,
        control: this.control,
        thread,
        recall: this.recall,
      } satisfies ThreadMessage);
      this.workers.push(worker);
    }
    await Promise.all(ready);
  }

  /** Makes the threads leave WebAssembly, so that they hear messages. */
  private recallThreads(): void {
    const control = new Int32Array(this.memory.buffer, this.control, 2);
    Atomics.store(control, RECALL_OFFSET / 4, ++this.recall);
    Atomics.add(control, 0, 1);
    Atomics.notify(control, 0);
  }
}

function makeMemory(): WebAssembly.Memory {
  for (const maximum of MAXIMUM_PAGES)
    try {
      return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared: true });
    } catch {
      continue;
    }
  throw new Error("WebAssembly gives no memory.");
}
