/**
 * Compiles the AssemblyScript kernels of `src/engine/wasm/kernels` while Vite builds or serves:
 * importing `virtual:kernels/simd.wasm?url` (or `relaxed`) gives the address of the module. Results are
 * kept under node_modules/.cache by a hash of the sources.
 */
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Plugin } from "vite";

const root = join(import.meta.dirname, "..");
const sources = join(root, "src/engine/wasm/kernels");
const compiler = join(root, "node_modules/assemblyscript");
const cache = join(root, "node_modules/.cache/homeroom-kernels");

const IMPORT = /^virtual:kernels\/(\w+)\.wasm\?url$/;

const run = promisify(execFile);

const builds: Record<string, string[]> = {
  simd: ["--enable", "simd,threads"],
  relaxed: ["--enable", "simd,relaxed-simd,threads"],
};
const options = [
  // No allocator, no exceptions: the kernels live in memory that TypeScript hands out.
  ...["--runtime", "stub", "--noAssert", "--use", "abort=", "--optimizeLevel", "3"],
  // The whole address space; the memory itself decides how much of it there is.
  ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ...["--importTable", "--disableWarning"],
];

export function wasmKernels(): Plugin {
  return {
    name: "wasm-kernels",
    enforce: "pre",
    resolveId: {
      filter: { id: IMPORT },
      async handler(source) {
        for (const file of sourceFiles()) this.addWatchFile(file);
        return `${await compiled(IMPORT.exec(source)![1]!)}?url`;
      },
    },
  };
}

/** The path of a build's module, compiled where it is not there yet. */
async function compiled(build: string): Promise<string> {
  const features = builds[build];
  if (!features) throw new Error(`There is no build "${build}" of the kernels.`);
  const hash = createHash("sha256")
    .update(readFileSync(join(compiler, "package.json")))
    .update(String([...options, ...features]));
  for (const file of sourceFiles()) hash.update(file.slice(root.length)).update(readFileSync(file));
  const path = join(cache, `${build}-${hash.digest("hex").slice(0, 16)}.wasm`);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  // Several may compile at once: each writes a file of its own, and the last one stays.
  const own = `${path}.${randomUUID()}`;
  const entry = join(sources, "index.ts");
  // A process of its own: the compiler's types would change those of every array here.
  const program = join(compiler, "bin/asc.js");
  await run(process.execPath, [program, entry, "--outFile", own, ...features, ...options]);
  renameSync(own, path);
  return path;
}

function sourceFiles(): string[] {
  return readdirSync(sources)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => join(sources, name));
}
