/** What is known of an image format without decoding it: enough to refuse a file and say why. */
export interface ImageFormat {
  name: string;
  matches: (bytes: Uint8Array) => boolean;
  /** Sides in pixels as the header has them; null where `header` ends before it says. */
  readSize: (header: Uint8Array) => ImageSize | null;
  /** Of a whole file that failed to decode: true where it ends before its image does. */
  isCutShort: (bytes: Uint8Array) => boolean;
}

export interface ImageSize {
  widthPx: number;
  heightPx: number;
}
