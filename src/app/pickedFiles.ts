/** The files of a file input, with the paths that a chosen folder gives them. */
import type { NamedFile } from "../protocol";

export function pickedFiles(files: readonly File[]): NamedFile[] {
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}
