import type { Browser } from "@playwright/test";
import { z } from "zod";
import { importSample, openSettings, startTraining } from "./actions";
import { expect, story } from "./story";

/** The promise: no task holds the page up for longer, whatever the worker does. */
const LONGEST_TASK_MS = 200;

const trace = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** Processor time in µs: unlike the time on the clock, it leaves out other programs. */
      tdur: z.number().optional(),
      args: z.object({ name: z.string().optional() }),
    }),
  ),
});

/** Processor time of each task of the pages' main threads since tracing began, in ms. */
async function mainThreadTasksMs(browser: Browser): Promise<number[]> {
  const { traceEvents } = trace.parse(JSON.parse((await browser.stopTracing()).toString()));
  const mainThreads = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid} ${tid}`);
  return traceEvents
    .filter(({ name }) => name === "ThreadControllerImpl::RunTask")
    .filter(({ pid, tid }) => mainThreads.includes(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1000);
}

story("the page stays responsive while it imports and trains", async ({ openTab, browser }) => {
  const page = await openTab();
  await browser.startTracing(page, { categories: ["toplevel"] });
  await importSample(page);
  await openSettings(page, {
    data: { imageSizePx: 28 },
    model: { name: "smallCnn", width: 4 },
    training: { epochs: 3 },
  });
  await startTraining(page);
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  const tasksMs = await mainThreadTasksMs(browser);
  // Tracing would find nothing if a browser renamed its threads or tasks.
  expect(tasksMs.filter((ms) => ms > 1).length).toBeGreaterThan(20);
  expect(tasksMs.filter((ms) => ms > LONGEST_TASK_MS)).toEqual([]);
});
