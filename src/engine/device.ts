/**
 * Chooses the tier and starts it. A software GPU is never chosen by itself: it is a hundred times
 * slower than WebAssembly. TensorFlow.js's own choice would fall back without a word, so we ask the
 * adapter ourselves and say what was chosen and why.
 */
import { watchDevice } from "./fault";
import { isSoftwareGpu } from "./isSoftwareGpu";
import type { Tier } from "./tier";
import { warmUpMachine } from "./wasm/createWasmEngine";

export interface Device {
  tier: Tier;
  /** For example "NVIDIA GeForce RTX 4070" or "8 threads, SIMD". */
  detail: string;
  /** Why this tier and not a faster one. */
  reason: string;
}

/** Starts what was asked for, or throws saying why it can't be had; "auto" always finds something. */
export async function startDevice(choice: "auto" | Tier): Promise<Device> {
  watchDevice(null);
  const gpu = await describeGpu();
  if (choice !== "auto") return startTier(choice, gpu, "Chosen by you.");
  if (gpu.isReal) return startTier("webgpu", gpu, "A GPU is the fastest way to train.");
  try {
    return await startTier("wasm", gpu, gpu.whyNot);
  } catch (error) {
    const whyNot = `${gpu.whyNot} WebAssembly did not start: ${String(error)}`;
    return startTier("webgl", gpu, whyNot).catch(() => startTier("cpu", gpu, whyNot));
  }
}

async function startTier(tier: Tier, gpu: Gpu, reason: string): Promise<Device> {
  switch (tier) {
    case "webgpu": {
      if (!gpu.name) throw new Error(`${gpu.whyNot} Choose another engine.`);
      const { startWebgpu } = await import("./tfjs/backends/webgpu");
      await startWebgpu();
      return { tier, detail: gpu.name, reason };
    }
    case "wasm": {
      warmUpMachine();
      const { startWasm } = await import("./tfjs/backends/wasm");
      return { tier, detail: await startWasm(), reason };
    }
    case "webgl": {
      const { startWebgl } = await import("./tfjs/backends/webgl");
      await startWebgl();
      return { tier, detail: "WebGL", reason };
    }
    case "cpu": {
      const { startCpu } = await import("./tfjs/backends/cpu");
      await startCpu();
      return { tier, detail: "plain JavaScript", reason };
    }
    default:
      return tier satisfies never;
  }
}

interface Gpu {
  isReal: boolean;
  /** null where there is no adapter at all. */
  name: string | null;
  /** Why WebGPU is not chosen, as a sentence; empty for a real GPU. */
  whyNot: string;
}

async function describeGpu(): Promise<Gpu> {
  if (!("gpu" in navigator))
    return { isReal: false, name: null, whyNot: "This browser has no WebGPU." };
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter)
    return { isReal: false, name: null, whyNot: "The browser found no GPU for WebGPU." };
  const { vendor, architecture, device, description } = adapter.info;
  const name = description || [vendor, architecture || device].filter(Boolean).join(" ") || "GPU";
  if (isSoftwareGpu(adapter.info))
    return {
      isReal: false,
      name,
      whyNot: `The only GPU is software (${name}), slower than WebAssembly.`,
    };
  return { isReal: true, name, whyNot: "" };
}
