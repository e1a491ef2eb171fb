/** Opens a checkpoint or weights from disk in the page, through its own file input. */
import type { Page } from "playwright";
import type { OpenedModel } from "../src/protocol";

/** @throws Error with the page's reason where the file is refused */
export async function openModel(page: Page, path: string): Promise<OpenedModel> {
  await page.getByRole("tab", { name: "Use" }).click();
  await page.getByLabel("Checkpoint or weights file").setInputFiles(path);
  const { model, problem } = await page.evaluate(openEnd);
  if (!model) throw new Error(`${path}: ${problem}`);
  return model;
}

/** In the page: waits until the file is open or refused. */
function openEnd(): Promise<{ model: OpenedModel | null; problem: string }> {
  return new Promise((resolve) => {
    const look = () => {
      const { opened, openProblem, death } = homeroom.store.getState();
      if (!(opened ?? openProblem ?? death)) return;
      stopListening();
      resolve({ model: opened?.model ?? null, problem: openProblem?.message ?? death ?? "" });
    };
    const stopListening = homeroom.store.subscribe(look);
    look();
  });
}
