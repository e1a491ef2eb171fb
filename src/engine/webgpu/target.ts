/** What the shape of a kernel depends on besides its step: the kind of device it runs on. */
import { isSoftwareGpu } from "../isSoftwareGpu";

export interface Target {
  /** Threads that keep the device busy: sums over many terms are split until there are about as many. */
  threads: number;
  /** A convolution's threads compute less each until there are about as many. */
  tileThreads: number;
  /** Vectors that a thread can add up at once, without running out of registers. */
  sumsPerThread: number;
  /** Threads of a workgroup that add up together, waiting for one another: a power of two. */
  lanes: number;
}

export const hardware: Target = {
  threads: 16384,
  tileThreads: 4096,
  sumsPerThread: 16,
  lanes: 256,
};

/** A processor that plays a GPU: few threads, whose waiting is dear, and loads that cost more than sums. */
export const software: Target = {
  threads: 2048,
  tileThreads: 512,
  sumsPerThread: 32,
  lanes: 32,
};

export const targetOf = ({ adapterInfo }: GPUDevice): Target =>
  isSoftwareGpu(adapterInfo) ? software : hardware;
