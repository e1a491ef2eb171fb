import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { importFolder, openSettings, startTraining, tab, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** Injected by evaluation: the security policy refuses script tags. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: () => Promise<{
          violations: { id: string; nodes: { html: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

for (const colorScheme of ["light", "dark"] as const)
  story(`every place is accessible, ${colorScheme}`, async ({ openTab }) => {
    const folder = imageFolder({ red: 20, green: 20 });
    const page = await openTab();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const places = ["Data", "Train", "Results", "Use"] as const;
    for (const place of places) {
      await tab(page, place).click();
      expect(await violationsOf(page), `${place}, empty`).toEqual([]);
    }
    await importFolder(page, folder.path);
    await openSettings(page, tiny);
    await startTraining(page);
    await expect(page.getByText("Finished", { exact: true })).toBeVisible();
    for (const place of places) {
      await tab(page, place).click();
      expect(await violationsOf(page), `${place}, after a run`).toEqual([]);
    }
    await tab(page, "Results").click();
    await page.getByRole("button", { name: "Show the mistakes" }).click();
    await expect(page.getByText(/ of 8 validation images/)).toBeVisible();
    expect(await violationsOf(page), "the mistakes").toEqual([]);
    // Another run makes this one an earlier one.
    await startTraining(page);
    await expect(page.getByText("Finished", { exact: true })).toBeVisible();
    await tab(page, "Data").click();
    await expect(page.getByRole("region", { name: "Earlier runs" })).toBeVisible();
    expect(await violationsOf(page), "earlier runs").toEqual([]);
    await tab(page, "Train").click();
    await page.getByRole("button", { name: /^Learning rate/ }).click();
    await page.getByRole("button", { name: "Test rates" }).click();
    await expect(page.getByRole("list", { name: "Suggested rates" })).toBeVisible();
    expect(await violationsOf(page), "the range test").toEqual([]);
    await page.getByRole("button", { name: "Inspect a step" }).click();
    for (const stage of ["Forward", "Loss", "Backward", "Update"]) {
      const stages = page.getByRole("list", { name: "Stages of the step" });
      await stages.getByRole("button", { name: new RegExp(`\\b${stage}\\b`) }).click();
      // From the images to the first layer.
      if (stage === "Forward") await page.keyboard.press("ArrowRight");
      expect(await violationsOf(page), `the inspector, ${stage}`).toEqual([]);
    }
    folder.remove();
  });
