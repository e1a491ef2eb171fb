import { importSample, openSettings, startTraining } from "./actions";
import { expect, story } from "./story";

/** The promise: the page answers within this, whatever the worker does. */
const LONGEST_TASK_MS = 200;

story("the page stays responsive while it trains", async ({ openTab }) => {
  const page = await openTab();
  await importSample(page);
  await openSettings(page, {
    data: { imageSizePx: 28 },
    model: { name: "smallCnn", width: 4 },
    training: { epochs: 3 },
  });
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: "longtask" });
  });
  await startTraining(page);
  await expect(page.getByText("Finished", { exact: true })).toBeVisible({ timeout: 100_000 });
  const tasks = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
  expect(tasks.filter((duration) => duration > LONGEST_TASK_MS)).toEqual([]);
});
