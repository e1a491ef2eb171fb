/** Finds a Chromium for the tests and the headless commands, installs one where there is none. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright";

/** Quiet, and able to run as root in a container. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** WebGPU in software, for machines without a GPU: slow, but the same shaders and the same API. */
export const softwareWebGpuFlags = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
];

const COMMANDS = ["chromium", "google-chrome", "google-chrome-stable"];

/** The path of a Chromium; throws with what to do where none can be had. */
export function chromiumPath(): string {
  const path = find() ?? installDebianPackage() ?? installPlaywrights();
  if (path) return path;
  throw new Error(
    "No Chromium was found and none could be installed. Install Chromium or Google Chrome, or set CHROMIUM_PATH to one.",
  );
}

function find(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH names "${named}", which cannot be run.`);
  }
  const own = chromium.executablePath();
  return findCommand() ?? (existsSync(own) ? own : null);
}

function findCommand(): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const paths = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installDebianPackage(): string | null {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return null;
  console.error("Installing Chromium with apt-get …");
  const isInstalled = run("apt-get", ["update"]) && run("apt-get", ["install", "-y", "chromium"]);
  return isInstalled ? findCommand() : null;
}

function installPlaywrights(): string | null {
  console.error("Installing Playwright's Chromium …");
  run("npx", ["playwright", "install", "--with-deps", "chromium"]);
  const own = chromium.executablePath();
  return existsSync(own) ? own : null;
}

function run(command: string, args: string[]): boolean {
  const { status } = spawnSync(command, args, {
    // Standard output belongs to the command that needs Chromium.
    stdio: ["ignore", process.stderr, process.stderr],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    shell: process.platform === "win32",
  });
  return status === 0;
}
