/** Files that are laid out in class folders → a data set. */
import type { ImportRequest } from "../protocol";
import { compareCodePoints } from "./compareCodePoints";
import type { Dataset, SkippedFile } from "./dataset";
import { decodeImages, type ImportContext } from "./decodeImages";
import type { LoadFile } from "./decodePool";
import { requireClasses, type FolderLayout } from "./folders";
import { ImportError } from "./importError";
import { suggestImageSize } from "./suggestImageSize";

/** A label has 16 bits. */
const MAX_CLASSES = 2 ** 16;

/**
 * @param load by place in `layout.files`
 * @throws ImportError where fewer than two classes have an image, or memory does not suffice
 */
export async function importImages(
  layout: FolderLayout,
  load: LoadFile,
  request: ImportRequest,
  context: ImportContext,
): Promise<Dataset> {
  const { files } = layout;
  const imageSizePx = request.imageSizePx ?? (await suggestImageSize(files.length, load, context));
  const images = await decodeImages(files.length, load, imageSizePx, context);
  const kept = images.places.map((place) => files[place]!);
  const skipped: SkippedFile[] = [...images.reasons].map(([place, reason]) => ({
    path: files[place]!.path,
    reason,
  }));
  const all = sortedClasses(files.map((file) => file.className));
  const classes = sortedClasses(kept.map((file) => file.className));
  if (classes.length === 0) throw new ImportError(noneReadable(skipped));
  requireClasses(classes);
  if (classes.length > MAX_CLASSES)
    throw new ImportError(
      `There are ${classes.length} classes; at most ${MAX_CLASSES} are possible.`,
    );
  const labels = new Map(classes.map((name, label) => [name, label]));
  return {
    name: request.name,
    classes,
    imageSizePx,
    pixels: images.pixels,
    labels: Uint16Array.from(kept, (file) => labels.get(file.className)!),
    paths: kept.map((file) => file.path),
    folderSplit: kept.map((file) => file.split),
    skipped: [...layout.skipped, ...skipped].sort((a, b) => compareCodePoints(a.path, b.path)),
    notes: [
      ...layout.notes,
      ...all
        .filter((name) => !labels.has(name))
        .map((name) => `The class “${name}” has no readable image and was left out.`),
      ...(images.transparentCount > 0 ? [transparencyNote(images.transparentCount)] : []),
    ],
  };
}

function sortedClasses(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareCodePoints);
}

function noneReadable(skipped: readonly SkippedFile[]): string {
  const { path, reason } = skipped[0]!;
  return `None of the ${skipped.length} files could be read as an image. The first, ${path}: ${reason}`;
}

function transparencyNote(count: number): string {
  return count === 1
    ? "1 image has transparent parts; they were put on white."
    : `${count} images have transparent parts; they were put on white.`;
}
