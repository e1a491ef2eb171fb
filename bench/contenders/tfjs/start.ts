/** Starts a backend of TensorFlow.js as its documentation says, without our settings. */
import * as tf from "@tensorflow/tfjs-core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plainUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import "@tensorflow/tfjs-backend-webgl";
import "@tensorflow/tfjs-backend-webgpu";
import type { TfjsSetup } from "./stepper";

export async function startTfjs(setup: TfjsSetup): Promise<void> {
  setWasmPaths({
    "tfjs-backend-wasm.wasm": plainUrl,
    "tfjs-backend-wasm-simd.wasm": simdUrl,
    "tfjs-backend-wasm-threaded-simd.wasm": threadedUrl,
  });
  const backend = setup === "composed" ? "wasm" : setup;
  if (!(await tf.setBackend(backend)))
    throw new Error(`TensorFlow.js did not start on ${backend}.`);
  await tf.ready();
}
