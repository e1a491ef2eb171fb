/** The build: one page, and workers as ES modules. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { classifierPage } from "./tools/classifierPage.ts";
import { isolationHeaders } from "./tools/headers.ts";
import { selfContainedThreads } from "./tools/selfContainedThreads.ts";
import { wasmKernels } from "./tools/wasmKernels.ts";

export default defineConfig({
  plugins: [react(), wasmKernels(), classifierPage()],
  worker: {
    format: "es",
    plugins: () => [selfContainedThreads(), wasmKernels(), classifierPage()],
  },
  server: { headers: isolationHeaders },
  build: {
    target: "es2023",
    // Assets stay files: the content security policy refuses data URLs where code is fetched.
    assetsInlineLimit: 0,
    // TensorFlow.js with four backends is one worker chunk.
    chunkSizeWarningLimit: 3000,
  },
});
