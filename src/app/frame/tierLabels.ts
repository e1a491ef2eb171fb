/** The tiers in words. */
import type { Tier } from "../../engine/tier";
import type { DeviceChoice } from "../../protocol";

export const tierLabels: Record<Tier, string> = {
  webgpu: "WebGPU",
  wasm: "CPU · WASM",
  webgl: "WebGL",
  cpu: "CPU · JavaScript",
};

export const deviceChoices: { value: DeviceChoice; label: string }[] = [
  { value: "auto", label: "Best available" },
  { value: "webgpu", label: "WebGPU" },
  { value: "wasm", label: "CPU with WebAssembly" },
  { value: "webgl", label: "WebGL" },
  { value: "cpu", label: "CPU with JavaScript" },
];
