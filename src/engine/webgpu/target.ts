/** What the shape of a kernel depends on besides its step: the kind of device it runs on. */
import { isSoftwareGpu } from "../isSoftwareGpu";

export interface Target {
  /** Threads that keep the device busy: sums over many terms are split until there are about as many. */
  threads: number;
  /** Vectors that a thread can add up at once, without running out of registers. */
  sumsPerThread: number;
  tile: TileLimits;
  /** Threads of a workgroup that add up together, waiting for one another: a power of two. */
  lanes: number;
}

/** What bounds the part of a convolution's output that one thread computes; results don't depend on it. */
export interface TileLimits {
  /** Threads compute less each until there are about as many. */
  threads: number;
  /** Vectors that a thread adds up. */
  sums: number;
}

export const hardware: Target = {
  threads: 16384,
  sumsPerThread: 12,
  tile: { threads: 4096, sums: 16 },
  lanes: 256,
};

/** A processor that plays a GPU: few threads, whose waiting is dear, and loads that cost more than sums. */
export const software: Target = {
  threads: 2048,
  sumsPerThread: 32,
  tile: { threads: 512, sums: 32 },
  lanes: 32,
};

export const targetOf = ({ adapterInfo }: GPUDevice): Target =>
  isSoftwareGpu(adapterInfo) ? software : hardware;
