/** TensorFlow.js on WebAssembly: SIMD, threads where the page is cross-origin isolated. */
import * as tf from "@tensorflow/tfjs-core";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plainUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { defaultThreadCount } from "../../wasm/defaultThreadCount";
import { registerWasmKernels } from "../wasmKernels";

let isPrepared = false;

/** Starts the backend; returns a description of it. Throws where WebAssembly is not to be had. */
export async function startWasm(): Promise<string> {
  if (!isPrepared) {
    setWasmPaths({
      "tfjs-backend-wasm.wasm": plainUrl,
      "tfjs-backend-wasm-simd.wasm": simdUrl,
      "tfjs-backend-wasm-threaded-simd.wasm": threadedUrl,
    });
    // An upper bound: tfjs-wasm 4.22 takes at most half of the cores.
    setThreadsCount(navigator.hardwareConcurrency);
    registerWasmKernels();
    isPrepared = true;
  }
  if (!(await tf.setBackend("wasm"))) throw new Error("WebAssembly did not start.");
  await tf.ready();
  const hasSimd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  // The compiled steps' threads; TensorFlow.js itself only works out the loss.
  const threads = hasSimd ? defaultThreadCount() : 1;
  return `${threads} ${threads === 1 ? "thread" : "threads"}${hasSimd ? ", SIMD" : ""}`;
}
