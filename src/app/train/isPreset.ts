/** Whether a draft is a preset, but for the images' size (theirs is the data's) and the seed. */
import type { Config } from "../../train/config";
import { writeDraft, type Draft } from "../state/draft";

export function isPreset(draft: Draft, preset: Config): boolean {
  return comparable(draft) === comparable({ ...preset });
}

function comparable(draft: Draft): string {
  return JSON.stringify(writeDraft(writeDraft(draft, "seed", 0), "data.imageSizePx", 0));
}
