/** Labelled images, decoded and resized once: what an import makes and training reads. */

export const splitNames = ["train", "validation", "test"] as const;
export type SplitName = (typeof splitNames)[number];

export interface Dataset {
  name: string;
  /** In code-point order; a label is an index into it. */
  classes: readonly string[];
  imageSizePx: number;
  /** 8-bit RGB, `[count, imageSizePx, imageSizePx, 3]`. */
  pixels: Uint8Array;
  /** `[count]` */
  labels: Uint16Array;
  /** `[count]`, in code-point order, so that equal files give equal data sets. */
  paths: readonly string[];
  /** `[count]`: the split that the folders name, or null where they name none. */
  folderSplit: readonly (SplitName | null)[];
  skipped: readonly SkippedFile[];
  /** What the import did that deserves a word, in sentences. */
  notes: readonly string[];
}

export interface SkippedFile {
  path: string;
  /** What is wrong with it, as a person would say it. */
  reason: string;
}

/** Indices into a data set. */
export type Split = Record<SplitName, Uint32Array>;
