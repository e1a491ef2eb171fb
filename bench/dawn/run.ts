/** Runs the bundled benchmark on this machine's GPU, in a process of its own. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { caseNames, type BenchArguments } from "../arguments";
import { describeCommit } from "../machine";
import { bundleFolder, bundleForDawn, dawnBinary } from "./bundle";

export async function runOnDawn(asked: BenchArguments): Promise<number> {
  await bundleForDawn();
  const only = caseNames.filter((name) => asked.only.includes(name)).join(",");
  const options = {
    binary: dawnBinary,
    commit: describeCommit(),
    flags: asked.dawnFlags,
    only,
    rounds: String(asked.rounds),
    ...(asked.json === null ? {} : { json: asked.json }),
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const { status } = spawnSync(process.execPath, [join(bundleFolder, "main.mjs"), ...args], {
    stdio: "inherit",
  });
  return status ?? 1;
}
