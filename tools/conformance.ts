/** `npm run conformance`: a golden file through the product's own parts, in the real worker. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseUsage, runCommand, UsageError } from "./command";
import { withHomeroom } from "./page";
import { parseDevice } from "./trainArguments";

const USAGE = "npm run conformance -- FILE.json [--device auto|webgpu|wasm|webgl|cpu]";

await runCommand(async (signal) => {
  const { values, positionals } = parseUsage(USAGE, () =>
    parseArgs({
      args: process.argv.slice(2),
      allowPositionals: true,
      options: { device: { type: "string", default: "auto" } },
    }),
  );
  const wrong: string[] = [];
  const device = parseDevice(values.device, wrong);
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) wrong.push("Give one golden file.");
  if (path === undefined || wrong.length > 0) throw new UsageError([...wrong, `Usage: ${USAGE}`]);
  const goldenJson = readJson(path);

  return withHomeroom(device, signal, async ({ page, device }) => {
    console.log(`${device.tier}: ${device.detail}`);
    const results = await page.evaluate((json) => homeroom.calls.conformance(json), goldenJson);
    const failed = results.filter(({ passed }) => !passed);
    for (const { section, id, message } of failed)
      console.log(`FAILED ${section} ${id}: ${message}`);
    console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
    return failed.length > 0 || results.length === 0 ? 1 : 0;
  });
});

function readJson(path: string): string {
  try {
    const text = readFileSync(path, "utf8");
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new UsageError([`${path}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}
