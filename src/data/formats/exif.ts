/** EXIF, a TIFF structure of tags: how a stored image has to be turned. https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf */
import { bigEndian, latin, littleEndian } from "./bytes";

const ORIENTATION_TAG = 0x0112;
const ENTRY_BYTES = 12;

/** 1 (upright as it is stored) to 8; 1 where nothing sound is said. */
export function orientationOf(exif: Uint8Array): number {
  // As in JPEG, though neither PNG nor WebP asks for it.
  const tiff = latin(exif, 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
  const read = { II: littleEndian, MM: bigEndian }[latin(tiff, 0, 2)];
  if (!read) return 1;
  const directory = read(tiff, 4, 4);
  const count = read(tiff, directory, 2);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + ENTRY_BYTES * i;
    if (read(tiff, entry, 2) !== ORIENTATION_TAG) continue;
    const orientation = read(tiff, entry + 8, 2);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}
