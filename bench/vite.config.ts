/** Builds the page under measurement with the product's own plugins. */
import { join } from "node:path";
import { defineConfig } from "vite";
import { selfContainedThreads } from "../tools/selfContainedThreads.ts";
import { wasmKernels } from "../tools/wasmKernels.ts";

export default defineConfig({
  root: join(import.meta.dirname, "page"),
  plugins: [wasmKernels()],
  worker: { format: "es", plugins: () => [selfContainedThreads(), wasmKernels()] },
  build: {
    outDir: join(import.meta.dirname, "dist/page"),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 3000,
  },
});
