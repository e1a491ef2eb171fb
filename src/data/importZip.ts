/** A zip archive of class folders → a data set, read lazily: one file at a time is unpacked. */
import type { ImportRequest } from "../protocol";
import type { Dataset } from "./dataset";
import type { ImportContext } from "./decodeImages";
import { readFolders } from "./folders";
import { importImages } from "./importImages";
import { inflateEntry } from "./inflateEntry";
import { listZip } from "./listZip";

/**
 * @throws ImportError, with what to do, where the archive makes no data set; the signal's reason
 * where it aborts
 */
export async function importZip(
  archive: Blob,
  request: ImportRequest,
  context: ImportContext,
): Promise<Dataset> {
  const { entries, refused, notes } = await listZip(archive);
  context.signal.throwIfAborted();
  const layout = readFolders(entries.map(({ path }) => path));
  const load = (place: number) =>
    inflateEntry(entries[layout.files[place]!.index]!.entry, context.signal);
  return importImages(
    {
      files: layout.files,
      skipped: [...refused, ...layout.skipped],
      notes: [...notes, ...layout.notes],
    },
    load,
    request,
    context,
  );
}
