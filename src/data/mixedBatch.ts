/** A batch whose images are mixed with others of the same optimizer step. */
import type { MixDraw } from "../parts/mixes/mix";
import type { Batch } from "./batch";
import { drawTransforms, type AugmentationDraw } from "./batches";
import type { Dataset } from "./dataset";

/**
 * Each image of the window is mixed with the one before it, the first with the last, as torchvision
 * rolls its batch by one. A partner is augmented as it is in its own place. Micro-batches of a window
 * see what one batch of the whole window sees; and since each image of the window is somebody's
 * partner once, both halves of the loss have the same denominator over the window.
 *
 * @param stepImages the optimizer step's images, `draw.position` being its first one's place
 * @param offset where among them the batch starts
 */
export function mixedBatch(
  batch: Batch,
  dataset: Pick<Dataset, "imageSizePx" | "pixels" | "labels">,
  stepImages: Uint32Array,
  draw: AugmentationDraw,
  offset: number,
  { lambda, box }: MixDraw,
): Batch {
  const places = Array.from(batch.indices, (_, row) => (offset + row || stepImages.length) - 1);
  const partners = Uint32Array.from(places, (place) => stepImages[place]!);
  const labelsOf = (indices: Uint32Array) =>
    Int32Array.from(indices, (index) => dataset.labels[index]!);
  return {
    ...batch,
    mix: {
      partners,
      partnerTransforms: places.flatMap((place) =>
        drawTransforms(dataset, stepImages.subarray(place, place + 1), {
          ...draw,
          position: draw.position + place,
        }),
      ),
      lambda,
      box,
    },
    targets: { kind: "mix", first: labelsOf(batch.indices), second: labelsOf(partners), lambda },
  };
}
