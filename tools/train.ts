/** `npm run train`: one training run in the built page, in a headless browser. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runCommand, UsageError } from "./command";
import { epochLine } from "./epochLine";
import { followRun, type RunEnd } from "./followRun";
import { withHomeroom } from "./page";
import { startRun, resumeRun, type BegunRun } from "./startRun";
import { parseTrainArguments, readConfigFile } from "./trainArguments";
import { writeResults } from "./writeResults";

await runCommand(async (signal) => {
  const args = parseTrainArguments(process.argv.slice(2));
  const fileConfig = args.configPath === null ? null : readConfigFile(args.configPath);
  const checkpoint = args.resume === null ? null : join(args.resume, "checkpoint.zip");
  if (checkpoint !== null && !existsSync(checkpoint))
    throw new UsageError([`--resume: there is no ${checkpoint}.`]);

  // An interruption closes the browser while no run is on; a run it stops, and keeps.
  const closing = new AbortController();
  let stop: (() => Promise<void>) | null = null;
  const interrupt = () => {
    if (stop === null) closing.abort(signal.reason);
    else stop().catch((error: unknown) => closing.abort(error));
  };
  signal.addEventListener("abort", interrupt);

  return withHomeroom(args.device, closing.signal, async ({ page, device }) => {
    console.log(`${device.tier}: ${device.detail}. ${device.reason}`);
    const run = await (checkpoint === null
      ? startRun(page, args, fileConfig)
      : resumeRun(page, args.images, checkpoint));
    stop = () => page.evaluate(() => homeroom.calls.stopRun());
    if (signal.aborted) interrupt();

    const { end, epochCount } = await printEpochs(followRun(page, run.epochsBefore), run);
    console.log(end.message);
    if (end.status === "failed") return 1;
    if (epochCount === 0) throw new Error("Nothing was written: no epoch was complete.");
    await writeResults(page, args.out, args.exports);
    console.log(`Written to ${args.out}`);
    return end.status === "finished" || end.status === "earlyStopping" ? 0 : 1;
  });
});

async function printEpochs(
  news: ReturnType<typeof followRun>,
  { epochsBefore, epochsPlanned }: BegunRun,
): Promise<{ end: RunEnd; epochCount: number }> {
  let epochCount = epochsBefore;
  for (;;) {
    const next = await news.next();
    if (next.done) return { end: next.value, epochCount };
    console.log(epochLine(next.value, epochsPlanned));
    epochCount += 1;
  }
}
