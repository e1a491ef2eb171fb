/** Builds the page of `npm run parity` with the product's own plugins and the built-in sample. */
import { join } from "node:path";
import { defineConfig } from "vite";
import { selfContainedThreads } from "../selfContainedThreads.ts";
import { wasmKernels } from "../wasmKernels.ts";

export default defineConfig({
  root: join(import.meta.dirname, "page"),
  publicDir: join(import.meta.dirname, "../../public"),
  plugins: [wasmKernels()],
  worker: { format: "es", plugins: () => [selfContainedThreads(), wasmKernels()] },
  build: {
    outDir: join(import.meta.dirname, "dist"),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 3000,
  },
});
