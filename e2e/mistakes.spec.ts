import { importSample, openSettings, startTraining, tab } from "./actions";
import { expect, story } from "./story";

story(
  "somebody looks at what the best model gets wrong, and at one cell of the matrix",
  async ({ openTab }) => {
    const page = await openTab("?device=wasm");
    await importSample(page);
    await openSettings(page, {
      data: { imageSizePx: 28 },
      model: { name: "smallCnn", width: 4 },
      optimizer: { name: "adamW", learningRate: 0.01 },
      training: { epochs: 1 },
    });
    await startTraining(page);
    await expect(page.getByText("Finished", { exact: true })).toBeVisible();
    await tab(page, "Results").click();
    const matrix = page.getByRole("region", { name: "Confusion matrix, scrollable" });
    const counts = (await matrix.locator("tbody tr").allInnerTexts()).map((row) =>
      row
        .trim()
        .split(/\s*\t\s*/)
        .slice(1)
        .map(Number),
    );
    const wrong = counts.flatMap((row, truth) =>
      row.map((count, prediction) => (truth === prediction ? 0 : count)),
    );
    const total = wrong.reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThan(0);

    await page.getByRole("button", { name: "Show the mistakes" }).click();
    const mistakes = page.getByRole("region", { name: "Mistakes" });
    await expect(mistakes).toContainText(`${total} of 1,000 validation images`);
    const sureness = (await mistakes.getByRole("listitem").allInnerTexts()).map((words) =>
      parseFloat(/([\d.]+) %/.exec(words)![1]!),
    );
    expect(sureness).toHaveLength(Math.min(total, 48));
    expect(sureness).toEqual(sureness.toSorted((a, b) => b - a));

    const most = Math.max(...wrong);
    await matrix
      .getByRole("button", { name: new RegExp(`^${most}: .* taken for `) })
      .first()
      .click();
    const cell = page.getByRole("region", { name: / taken for / });
    await expect(cell).toContainText(`${most} of 1,000 validation images`);
    await expect(cell.getByRole("listitem")).toHaveCount(Math.min(most, 48));
    await cell.getByRole("button", { name: "All mistakes" }).click();
    await expect(mistakes).toBeVisible();

    // Two of them are wrong in the data, says the person who looks at them.
    const [first, second] = [0, 1].map((place) => mistakes.getByRole("listitem").nth(place));
    await first!.hover();
    await first!.getByRole("button", { name: /^It is / }).click();
    await second!.hover();
    await second!.getByRole("button", { name: /^Leave it out/ }).click();
    await expect(mistakes).toContainText("1 image to be moved, 1 image to be left out");
    await mistakes.getByRole("button", { name: "Change the data" }).click();
    await expect(page.getByText("3,999 images · 10 classes · 28 × 28 px")).toBeVisible();
    await expect(
      page.getByText("You moved an image to another class and left out an image."),
    ).toBeVisible();
    await startTraining(page);
    await expect(page.getByText("Finished", { exact: true })).toBeHidden();
    await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  },
);
