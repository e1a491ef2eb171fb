/** Folders and files of the browser's private file system (OPFS). */

/** null where the browser gives the page none, as some do in private windows, or none that files stream into. */
export async function openPrivateFolder(name: string): Promise<FileSystemDirectoryHandle | null> {
  try {
    if (!("createWritable" in FileSystemFileHandle.prototype)) return null;
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(name, { create: true });
  } catch {
    return null;
  }
}

/** A piece is written while others wait, so that a large file holds nothing up. */
const PIECE_BYTES = 8 * 2 ** 20;

/**
 * A new file, whole or, where the tab is killed meanwhile, empty.
 * @throws DOMException QuotaExceededError where there is no room; nothing is left of it then
 */
export async function writePrivateFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const handle = await folder.getFileHandle(name, { create: true });
  const file = await handle.createWritable();
  try {
    for (let begin = 0; begin < bytes.length; begin += PIECE_BYTES)
      await file.write(bytes.subarray(begin, begin + PIECE_BYTES));
    // All of it appears at once.
    await file.close();
  } catch (error) {
    await file.abort().catch(() => undefined);
    await removePrivate(folder, name);
    throw error;
  }
}

/** null where there is no such file, or nothing was written to it. */
export async function readPrivateFile(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<File | null> {
  try {
    const file = await (await folder.getFileHandle(name)).getFile();
    return file.size > 0 ? file : null;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Nothing happens where there is none. */
export async function removePrivate(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<void> {
  try {
    await folder.removeEntry(name, { recursive: true });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

const isNotFound = (error: unknown) =>
  error instanceof DOMException && error.name === "NotFoundError";
