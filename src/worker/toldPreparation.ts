/** What a recipe asks of its engine; the page is told how far the kernels are. */
import type { Preparation } from "../engine/preparation";
import type { WorkerEvent } from "../protocol";
import { preparationOf } from "../train/preparation";
import type { Recipe } from "../train/recipe";
import { throttled } from "./throttled";

export function toldPreparation(recipe: Recipe, emit: (event: WorkerEvent) => void): Preparation {
  const tell = throttled((done, total) => emit({ type: "compileProgress", done, total }));
  return preparationOf(recipe, (done, total) => tell(done, total, null));
}
