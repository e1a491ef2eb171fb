/** The build: one page, and workers as ES modules. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { isolationHeaders } from "./tools/headers.ts";
import { selfContainedThreads } from "./tools/selfContainedThreads.ts";

export default defineConfig({
  plugins: [react()],
  worker: { format: "es", plugins: () => [selfContainedThreads()] },
  server: { headers: isolationHeaders },
  build: {
    target: "es2023",
    // Assets stay files: the content security policy refuses data URLs where code is fetched.
    assetsInlineLimit: 0,
    // TensorFlow.js with four backends is one worker chunk.
    chunkSizeWarningLimit: 3000,
  },
});
