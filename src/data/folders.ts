/**
 * What paths say: a folder is a class, and folders named train, val or test are the split. Pure.
 *
 * A folder that holds everything is no class and is left off the paths, so that `photos/cats/1.png`,
 * picked as "photos" or dropped as "cats", gives the same data.
 */
import { compareCodePoints } from "./compareCodePoints";
import type { SkippedFile, SplitName } from "./dataset";
import { ImportError } from "./importError";

const splitFolders = new Map<string, SplitName>([
  ["train", "train"],
  ["val", "validation"],
  ["valid", "validation"],
  ["validation", "validation"],
  ["test", "test"],
]);

/** What operating systems leave in folders, in lower case. */
const systemNames = new Set(["thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db"]);

export interface LabelledPath {
  /** Which of the given paths. */
  index: number;
  /** Without the folders that hold everything. */
  path: string;
  className: string;
  split: SplitName | null;
}

export interface FolderLayout {
  /** By path in code-point order. */
  files: readonly LabelledPath[];
  skipped: readonly SkippedFile[];
  notes: readonly string[];
}

const HOW_TO =
  "Put each class's images in a folder of its own, and import the folder that holds them.";

/**
 * @param paths relative, with `/`
 * @throws ImportError where there is nothing to import, or only one class
 */
export function readFolders(paths: readonly string[]): FolderLayout {
  const seen = paths
    .map((path, index) => ({ index, parts: path.split("/").filter((part) => part !== "") }))
    .filter(({ parts }) => parts.length > 0 && !parts.some(isHidden));
  if (seen.length === 0) throw new ImportError(`There are no images here. ${HOW_TO}`);

  const { inFolders, loose } = stripRoots(seen);
  const files: LabelledPath[] = [];
  const skipped = loose.map(({ parts }) => skippedFile(parts, "It is in no class's folder."));
  const isSplit = splitFoldersOf(inFolders);
  const spellings = new Map<string, Set<string>>();
  for (const { index, parts } of inFolders) {
    const split = isSplit.has(parts[0]!) ? splitFolders.get(parts[0]!.toLowerCase())! : null;
    const folder = parts[split ? 1 : 0]!;
    if (split && parts.length < 3) {
      skipped.push(
        skippedFile(parts, `It is in the ${parts[0]!} folder, but in no class's folder.`),
      );
      continue;
    }
    const className = folder.normalize("NFC");
    spellings.set(className, (spellings.get(className) ?? new Set()).add(folder));
    files.push({ index, path: parts.join("/"), className, split });
  }
  requireClasses([...spellings.keys()]);
  return {
    files: files.sort((a, b) => compareCodePoints(a.path, b.path) || a.index - b.index),
    skipped,
    notes: [...spellings]
      .filter(([, folders]) => folders.size > 1)
      .map(
        ([name]) =>
          `Folders whose names are spelled alike but stored differently became one class, “${name}”.`,
      ),
  };
}

/** @throws ImportError for fewer than two classes, saying which the one is */
export function requireClasses(classes: readonly string[]): void {
  if (classes.length === 0) throw new ImportError(`No image is in a class's folder. ${HOW_TO}`);
  if (classes.length === 1)
    throw new ImportError(
      `There is only one class, “${classes[0]!}”, and a classifier needs at least two. ${HOW_TO}`,
    );
}

interface SplitPath {
  index: number;
  parts: string[];
}

/**
 * Takes off each folder that holds all others; files left without a folder are loose. The name does
 * not matter here: a lone folder named "test" splits nothing, and its images are there to train on.
 */
function stripRoots(files: readonly SplitPath[]): { inFolders: SplitPath[]; loose: SplitPath[] } {
  let loose: SplitPath[] = [];
  let rest = files;
  for (let depth = 0; ; depth++) {
    loose = loose.concat(rest.filter(({ parts }) => parts.length === depth + 1).map(from(depth)));
    rest = rest.filter(({ parts }) => parts.length > depth + 1);
    const tops = new Set(rest.map(({ parts }) => parts[depth]!));
    const holdsFolders = rest.some(({ parts }) => parts.length > depth + 2);
    if (tops.size !== 1 || !holdsFolders) return { inFolders: rest.map(from(depth)), loose };
  }
}

function from(depth: number): (file: SplitPath) => SplitPath {
  return ({ index, parts }) => ({ index, parts: parts.slice(depth) });
}

/** Top folders that name a split. One without folders in it is a class that happens to be named so. */
function splitFoldersOf(files: readonly SplitPath[]): Set<string> {
  return new Set(
    files
      .filter(({ parts }) => parts.length > 2 && splitFolders.has(parts[0]!.toLowerCase()))
      .map(({ parts }) => parts[0]!),
  );
}

function isHidden(part: string): boolean {
  return part.startsWith(".") || systemNames.has(part.toLowerCase());
}

function skippedFile(parts: readonly string[], reason: string): SkippedFile {
  return { path: parts.join("/"), reason };
}
