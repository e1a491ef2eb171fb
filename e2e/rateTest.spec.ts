import { importFolder, openSettings, tab, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

story(
  "somebody finds a learning rate, takes it over, and gives up a longer test",
  async ({ openTab }) => {
    const folder = imageFolder({ red: 30, green: 30 });
    const page = await openTab("?device=wasm");
    await openSettings(page, tiny);
    await page.getByRole("button", { name: /^Learning rate/ }).click();
    const finder = page.getByRole("region", { name: "Find a learning rate" });
    await expect(finder).toContainText("Import images first");

    await importFolder(page, folder.path);
    await openSettings(page, tiny);
    await finder.getByRole("button", { name: "Test rates" }).click();
    const suggestions = finder.getByRole("list", { name: "Suggested rates" });
    await expect(suggestions.getByRole("listitem")).toHaveCount(2);
    const curve = finder.getByRole("figure", { name: "Loss by learning rate" });
    await expect(curve.locator(".recharts-line-curve").first()).toBeVisible();
    const use = suggestions.getByRole("button", { name: /^Use / }).first();
    const rate = (await use.innerText()).replace("Use ", "");
    await use.click();
    await expect(suggestions.getByRole("button", { name: `${rate} in use` })).toBeVisible();
    const field = page.getByRole("textbox", { name: "Learning rate", exact: true });
    expect(Number(await field.inputValue())).toBe(Number(rate));
    // There is no run from all this, and the images are as they were.
    await expect(tab(page, "Results")).toContainText("none yet");
    await expect(tab(page, "Data")).toContainText("2 classes");

    await finder.getByText(/^100 steps/).click();
    await finder.getByRole("textbox", { name: "Highest rate" }).fill("1e-8");
    await finder.getByRole("button", { name: "Test rates" }).click();
    await expect(finder).toContainText("Must be above the lowest rate.");
    await finder.getByRole("textbox", { name: "Highest rate" }).fill("1e-6");
    await finder.getByRole("textbox", { name: "Steps" }).fill("2000");
    await finder.getByRole("button", { name: "Test rates" }).click();
    await finder.getByRole("button", { name: "Cancel" }).click();
    await expect(finder.getByText("Cancelled.")).toBeVisible();
    folder.remove();
  },
);
