/**
 * What a zip archive holds: the entries that can be images, and the others with the reason why not.
 * Paths are labels only, nothing is ever written to them; one that would climb out of a folder is
 * still refused, because nobody makes such an archive in good faith.
 */
import { BlobReader, ZipReader, type Entry, type FileEntry } from "@zip.js/zip.js";
import type { SkippedFile } from "./dataset";
import { ImportError } from "./importError";

export interface ZipListing {
  /** In the archive's order; no two paths are equal. */
  entries: readonly { path: string; entry: FileEntry }[];
  refused: readonly SkippedFile[];
  notes: readonly string[];
}

const MAX_ENTRIES = 1_000_000;
/** A local header without its name and extra field. */
const LOCAL_HEADER_BYTES = 30;

/** @throws ImportError where the archive as a whole cannot be read */
export async function listZip(archive: Blob): Promise<ZipListing> {
  const all = (await readEntries(archive)).filter((entry) => !entry.directory);
  const overlapping = findOverlapping(all);
  const entries = new Map<string, FileEntry>();
  const refused: SkippedFile[] = [];
  const numbers = new Map<string, number>();
  let duplicateCount = 0;
  for (const entry of all) {
    const path = entry.filename.replaceAll("\\", "/");
    const reason = refusal(path, entry, overlapping);
    if (reason !== null) {
      refused.push({ path, reason });
      continue;
    }
    let free = path;
    while (entries.has(free)) free = numbered(path, numbers);
    if (free !== path) duplicateCount++;
    entries.set(free, entry);
  }
  return {
    entries: [...entries].map(([path, entry]) => ({ path, entry })),
    refused,
    notes:
      duplicateCount > 0
        ? [`The archive names a path more than once; ${duplicateCount} files got a number added.`]
        : [],
  };
}

async function readEntries(archive: Blob): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    // One bad name would make the whole listing throw: names are judged below, one by one.
    const reader = new ZipReader(new BlobReader(archive), { filenameValidation: "tolerant" });
    for await (const entry of reader.getEntriesGenerator()) {
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) break;
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ImportError(
      `The archive could not be read (${detail}). Unpack it, and import the folder instead.`,
    );
  }
  if (entries.length > MAX_ENTRIES)
    throw new ImportError(`The archive has more than ${MAX_ENTRIES} files. Import it in parts.`);
  return entries;
}

function refusal(path: string, entry: FileEntry, overlapping: ReadonlySet<Entry>): string | null {
  if (path.startsWith("/") || /^[a-z]:/i.test(path)) return "Its path in the archive is absolute.";
  if (path.split("/").includes("..")) return "Its path in the archive leads out of the archive.";
  if (overlapping.has(entry)) return "It shares its bytes with another file of the archive.";
  return null;
}

/** Entries that begin before an earlier one has ended: how a small archive claims to be a huge one. */
function findOverlapping(entries: readonly Entry[]): Set<Entry> {
  const overlapping = new Set<Entry>();
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (entry.offset < end) overlapping.add(entry);
    const bytes = LOCAL_HEADER_BYTES + entry.rawFilename.length + entry.compressedSize;
    end = Math.max(end, entry.offset + bytes);
  }
  return overlapping;
}

/** The next `cat/1 (2).png`, `cat/1 (3).png` … for a path that is taken. */
function numbered(path: string, numbers: Map<string, number>): string {
  const number = (numbers.get(path) ?? 1) + 1;
  numbers.set(path, number);
  const [, stem, extension] = /^(.*?)(\.[^./]*)?$/s.exec(path)!;
  return `${stem!} (${number})${extension ?? ""}`;
}
