/** Images moved to another class or left out, as a person decided who looked at them. */
import type { Dataset } from "./dataset";
import { ImportError } from "./importError";

/** By path: the class that an image belongs to, or null where it is to be left out. */
export type ImageEdits = ReadonlyMap<string, string | null>;

/** @throws ImportError where a class is unknown, or would have no image any more */
export function editDataset(dataset: Dataset, edits: ImageEdits): Dataset {
  const { classes, imageSizePx, pixels, paths, folderSplit } = dataset;
  const labelOf = (index: number): number | null => {
    const name = edits.get(paths[index]!);
    if (name === undefined) return dataset.labels[index]!;
    if (name === null) return null;
    const label = classes.indexOf(name);
    if (label < 0) throw new ImportError(`There is no class ${name} to move an image to.`);
    return label;
  };
  const kept = paths.flatMap((_, index) => {
    const label = labelOf(index);
    return label === null ? [] : { index, label };
  });
  const labels = Uint16Array.from(kept, ({ label }) => label);
  const empty = classes.filter((_, label) => !labels.includes(label));
  if (empty.length > 0)
    throw new ImportError(
      `No image of ${empty.join(", ")} would be left. Keep one, or import folders without that class.`,
    );
  const bytes = imageSizePx * imageSizePx * 3;
  const keptPixels = new Uint8Array(kept.length * bytes);
  kept.forEach(({ index }, place) =>
    keptPixels.set(pixels.subarray(index * bytes, (index + 1) * bytes), place * bytes),
  );
  return {
    ...dataset,
    pixels: keptPixels,
    labels,
    paths: kept.map(({ index }) => paths[index]!),
    folderSplit: kept.map(({ index }) => folderSplit[index]!),
    notes: [...dataset.notes, noteOn(paths.length - kept.length, movedCount(edits, paths))],
  };
}

function movedCount(edits: ImageEdits, paths: readonly string[]): number {
  return paths.filter((path) => edits.get(path) != null).length;
}

function noteOn(leftOut: number, moved: number): string {
  const parts = [
    ...(moved > 0 ? [`moved ${imagesOf(moved)} to another class`] : []),
    ...(leftOut > 0 ? [`left out ${imagesOf(leftOut)}`] : []),
  ];
  return `You ${parts.join(" and ")}. Your files are as they were: import them again to undo it.`;
}

const imagesOf = (count: number) => (count === 1 ? "an image" : `${count} images`);
