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
