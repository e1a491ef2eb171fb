/** Everyone who is measured in a browser, and what is left out because it would take too long. */
import { pageContender, type BenchPage } from "./benchPage";
import type { CaseName } from "./cases";
import type { Library } from "./page/main";
import type { Contender } from "./session";
import { torchContender } from "./torch";

const IN_PAGE: [id: string, engine: string, tier: string, library: Library, setup: string][] = [
  ["homeroom-wasm", "Homeroom", "wasm", "homeroom", "wasm"],
  ["homeroom-webgpu", "Homeroom", "webgpu", "homeroom", "webgpu"],
  ["homeroom-webgl", "Homeroom", "webgl", "homeroom", "webgl"],
  ["homeroom-cpu", "Homeroom", "cpu", "homeroom", "cpu"],
  ["tfjs-webgpu", "TensorFlow.js", "webgpu", "tfjs", "webgpu"],
  ["tfjs-webgl", "TensorFlow.js", "webgl", "tfjs", "webgl"],
  ["tfjs-wasm", "TensorFlow.js", "wasm", "tfjs", "wasm"],
  ["tfjs-composed", "TensorFlow.js, composed gradients", "wasm", "tfjs", "composed"],
  ["jax-webgpu", "jax-js", "webgpu", "jax", "webgpu"],
  ["jax-wasm", "jax-js", "wasm", "jax", "wasm"],
];

export const contenderIds = [...IN_PAGE.map(([id]) => id), "pytorch-cpu"];

export function contendersOf({ page }: BenchPage, python: string | null): Contender[] {
  return [
    ...IN_PAGE.map(([id, engine, tier, library, setup]) =>
      pageContender(page, [library, setup], { id, engine, tier }),
    ),
    torchContender(python, "cpu"),
  ];
}

const LARGE: readonly CaseName[] = ["resnet", "mobilenetv2"];

/** Why a combination is not part of the ordinary run; null where it is. */
export function leftOut(
  { id, tier }: Contender,
  caseName: CaseName,
  gpu: BenchPage["gpu"],
): string | null {
  const why = (what: string) => `Left out: ${what}. --all measures it.`;
  const isGpu = tier === "webgpu" || tier === "webgl";
  if (isGpu && (gpu?.isSoftware ?? false) && LARGE.includes(caseName))
    return why("on a software adapter a step takes minutes");
  if (id === "tfjs-composed" && caseName === "resnet")
    return why("gradients of 512 channels, composed, take minutes a step");
  if (id === "homeroom-cpu" && caseName !== "cnn")
    return why("a step of plain JavaScript takes minutes");
  if (id === "jax-wasm" && caseName !== "cnn") return why("a step takes minutes");
  return null;
}
