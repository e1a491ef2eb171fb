import { chromiumFlags, chromiumPath, softwareWebGpuFlags } from "../tools/chromium";
import { importFolder, openSettings, startTraining, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

story.use({
  launchOptions: {
    executablePath: chromiumPath(),
    args: [...chromiumFlags, ...softwareWebGpuFlags],
  },
});

story(
  "the same training runs on WebGPU, and a software GPU is used only when asked for",
  async ({ openTab }) => {
    const folder = imageFolder({ red: 10, green: 10 });
    const unasked = await openTab();
    await expect(unasked.getByRole("button", { name: /^Engine: CPU/ })).toBeVisible();
    await unasked.close();

    const page = await openTab("?device=webgpu");
    await expect(page.getByRole("button", { name: /^Engine: WebGPU/ })).toBeVisible();
    await importFolder(page, folder.path);
    await openSettings(page, { ...tiny, training: { epochs: 2, batchSize: 8 } });
    await startTraining(page);
    await expect(page.getByText("Finished", { exact: true })).toBeVisible({ timeout: 100_000 });
    folder.remove();
  },
);

story("a run whose GPU is lost goes on with a new one", async ({ openTab, browser }) => {
  const folder = imageFolder({ red: 20, green: 20 });
  const page = await openTab("?device=webgpu");
  await importFolder(page, folder.path);
  await openSettings(page, { ...tiny, training: { epochs: 10_000, batchSize: 8 } });
  await startTraining(page);
  const run = page.getByRole("region", { name: "Run" });
  const epoch = async () => Number(/Epoch (\d+)/.exec(await run.innerText())?.[1]);
  await expect.poll(epoch).toBeGreaterThan(1);
  const session = await browser.newBrowserCDPSession();
  // Its process ends, and nothing is answered.
  await session.send("Browser.crashGpuProcess").catch(() => undefined);
  await expect(page.getByText("The run was interrupted and goes on")).toBeVisible();
  const before = await epoch();
  await expect.poll(epoch).toBeGreaterThan(before);
  await expect(page.getByRole("button", { name: /^Engine: WebGPU/ })).toBeVisible();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible();
  folder.remove();
});
