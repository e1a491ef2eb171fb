/** What is known of an image format without decoding it: enough to refuse a file and say why. */
export interface ImageFormat {
  name: string;
  matches: (bytes: Uint8Array) => boolean;
  /** Sides in pixels as the header has them; null where `header` ends before it says. */
  readSize: (header: Uint8Array) => ImageSize | null;
  /** Of a whole file that failed to decode: true where it ends before its image does. */
  isCutShort: (bytes: Uint8Array) => boolean;
  /**
   * Of a format that browsers do not always turn upright (the others they do): its EXIF metadata, and
   * the file as one that has none; null where there is none.
   */
  takeExif?: (bytes: Uint8Array<ArrayBuffer>) => TakenExif | null;
}

export interface TakenExif {
  exif: Uint8Array;
  without: BlobPart[];
}

export interface ImageSize {
  widthPx: number;
  heightPx: number;
}
