/** `npm run predict`: a folder of images through a model from disk, in the built page. */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Page } from "playwright";
import type { SkippedFile } from "../src/data/dataset";
import { parseUsage, runCommand, UsageError } from "./command";
import { requireFiles } from "./importImages";
import { openModel } from "./openModel";
import { writeOutFile } from "./outFile";
import { withHomeroom } from "./page";
import { parseDevice } from "./trainArguments";

const USAGE =
  "npm run predict -- --model FILE --data DIR --out FILE.csv [--device auto|webgpu|wasm|webgl|cpu]";

await runCommand(async (signal) => {
  const { model, data, out, device } = parsePredictArguments(process.argv.slice(2));
  return withHomeroom(device, signal, async ({ page, device }) => {
    console.log(`${device.tier}: ${device.detail}. ${device.reason}`);
    const { modelName, classes } = await openModel(page, model);
    console.log(`${modelName}, ${classes.length} classes`);
    const { count, skipped } = await predictFolder(page, data);
    for (const { path, reason } of skipped) console.log(`Skipped ${path}: ${reason}`);
    if (count === 0) throw new Error("Nothing was written: no image could be read.");
    await writeOutFile(out, async (path) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download CSV" }).click(),
      ]);
      await download.saveAs(path);
    });
    console.log(`${count} predictions written to ${out}`);
    return 0;
  });
});

function parsePredictArguments(args: string[]) {
  const { values } = parseUsage(USAGE, () =>
    parseArgs({
      args,
      options: {
        model: { type: "string" },
        data: { type: "string" },
        out: { type: "string" },
        device: { type: "string", default: "auto" },
      },
    }),
  );
  const { model = "", data = "", out = "" } = values;
  const wrong: string[] = [];
  if (model === "") wrong.push("Which model? Give --model FILE.");
  else if (!existsSync(model)) wrong.push(`--model: there is no file "${model}".`);
  if (data === "") wrong.push("Which images? Give --data DIR.");
  if (out === "") wrong.push("Where to? Give --out FILE.csv.");
  const device = parseDevice(values.device, wrong);
  if (wrong.length > 0) throw new UsageError([...wrong, `Usage: ${USAGE}`]);
  requireFiles(data);
  return { model, data, out, device };
}

/** Uploads the folder through the page's own input and waits for its predictions. */
async function predictFolder(
  page: Page,
  folder: string,
): Promise<{ count: number; skipped: readonly SkippedFile[] }> {
  await page.getByLabel("Folder to predict").setInputFiles(folder);
  const { answer, problem } = await page.evaluate(predictionEnd);
  if (!answer) throw new Error(problem);
  return answer;
}

/** In the page: waits for predictions, or for the reason why there are none. */
function predictionEnd(): Promise<{
  answer: { count: number; skipped: readonly SkippedFile[] } | null;
  problem: string;
}> {
  return new Promise((resolve) => {
    const look = () => {
      const { predicting, predictions, predictProblem, death } = homeroom.store.getState();
      const problem = predictProblem?.message ?? death ?? "";
      if (predicting !== null || (predictions === null && problem === "")) return;
      stopListening();
      const table = predictions?.table;
      resolve({
        answer: table ? { count: table.rows.length, skipped: table.skipped } : null,
        problem,
      });
    };
    const stopListening = homeroom.store.subscribe(look);
    look();
  });
}
