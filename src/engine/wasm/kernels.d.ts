/** Modules that `tools/wasmKernels.ts` compiles. */
declare module "virtual:kernels/*.wasm?url" {
  const url: string;
  export default url;
}
