/**
 * Packs what a bare Linux machine with a GPU needs: this Node, Dawn, the bundle, the Vulkan loader where
 * this machine has one, and a script that runs it.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describeCommit } from "../machine";
import { bundleFolder, bundleForDawn, dawnBinary, dawnLicence } from "./bundle";

const FOLDER = "homeroom-bench";
const VULKAN_LOADERS = [
  "/usr/lib/x86_64-linux-gnu/libvulkan.so.1",
  "/usr/lib/aarch64-linux-gnu/libvulkan.so.1",
  "/usr/lib64/libvulkan.so.1",
];

/** Returns the exit code. */
export async function pack(file: string): Promise<number> {
  if (process.platform !== "linux") throw new Error("--pack packs for Linux, and works on Linux.");
  await bundleForDawn();
  const parent = mkdtempSync(join(tmpdir(), "homeroom-pack-"));
  const folder = join(parent, FOLDER);
  try {
    cpSync(bundleFolder, folder, { recursive: true });
    copyFileSync(process.execPath, join(folder, "node"));
    copyFileSync(dawnBinary, join(folder, "dawn.node"));
    writeFileSync(join(folder, "LICENSE-dawn.md"), dawnLicence());
    const loader = VULKAN_LOADERS.find((path) => existsSync(path));
    if (loader) copyFileSync(realpathSync(loader), join(folder, "libvulkan.so.1"));
    writeFileSync(join(folder, "run.sh"), script(describeCommit()));
    chmodSync(join(folder, "run.sh"), 0o755);
    spawnSync("strip", [join(folder, "node")], { stdio: "ignore" });
    const target = resolve(file);
    const { status } = spawnSync("tar", ["-cJf", target, "-C", parent, FOLDER], {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, XZ_OPT: "-9" },
    });
    if (status !== 0) throw new Error("tar could not pack the folder.");
    console.log(`${target}: ${(statSync(target).size / 1e6).toFixed(1)} MB`);
    console.log(`On the other machine: tar -xf … && ${FOLDER}/run.sh --json report.json`);
    return 0;
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** Vulkan looks for its drivers itself; VK_DRIVER_FILES names one where it finds none. */
function script(commit: string): string {
  return `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
LD_LIBRARY_PATH="$LD_LIBRARY_PATH:$here" exec "$here/node" "$here/main.mjs" \\
  --binary "$here/dawn.node" --commit "${commit}" "$@"
`;
}
