/** Bundles the benchmark for Node on Dawn into one folder. */
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { wasmKernels } from "../../tools/wasmKernels";

const benchFolder = join(import.meta.dirname, "..");
export const bundleFolder = join(benchFolder, "dist/dawn");

/** The WebGPU of this platform, as the npm package brings it. */
export const dawnBinary = join(
  benchFolder,
  "node_modules/webgpu/dist",
  `${process.platform}-${process.platform === "darwin" ? "universal" : process.arch}`,
  "dawn.node",
);

export async function bundleForDawn(): Promise<void> {
  console.error("Building the benchmark for Node …");
  await build({
    configFile: false,
    root: benchFolder,
    logLevel: "warn",
    plugins: [wasmKernels()],
    // Everything goes in: the bare machine has no packages.
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, "main.ts"),
      outDir: bundleFolder,
      emptyOutDir: true,
      target: "node20",
      minify: true,
      rolldownOptions: { output: { entryFileNames: "main.mjs", chunkFileNames: "[name].mjs" } },
    },
  });
  copyFileSync(join(benchFolder, "trainTorch.py"), join(bundleFolder, "trainTorch.py"));
}

/** Dawn's licence goes where its binary goes. */
export function dawnLicence(): string {
  return readFileSync(join(benchFolder, "node_modules/webgpu/LICENSE.md"), "utf8");
}
