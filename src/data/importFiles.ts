/** Files from a folder, picked or dropped → a data set. */
import type { ImportRequest, NamedFile } from "../protocol";
import type { Dataset } from "./dataset";
import type { ImportContext } from "./decodeImages";
import { readFolders } from "./folders";
import { importImages } from "./importImages";

/**
 * @throws ImportError, with what to do, where the files make no data set; the signal's reason where
 * it aborts
 */
export async function importFiles(
  files: readonly NamedFile[],
  request: ImportRequest,
  context: ImportContext,
): Promise<Dataset> {
  const layout = readFolders(files.map(({ path }) => path));
  const load = (place: number) =>
    Promise.resolve({ file: files[layout.files[place]!.index]!.file });
  return importImages(layout, load, request, context);
}
