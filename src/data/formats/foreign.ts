/** Names files that browsers do not decode as images, so that the reason says what they are. */
import { mediaBrands } from "./avif";
import { latin, startsWith } from "./bytes";

const SAVE_AS = "save it as JPEG or PNG";

const signatures: readonly { bytes: readonly number[]; reason: string }[] = [
  tiff(0x49, 0x49, 0x2a, 0x00),
  tiff(0x4d, 0x4d, 0x00, 0x2a),
  tiff(0x49, 0x49, 0x2b, 0x00),
  tiff(0x4d, 0x4d, 0x00, 0x2b),
  jpeg2000(0x00, 0x00, 0x00, 0x0c, 0x6a, 0x50, 0x20, 0x20),
  jpeg2000(0xff, 0x4f, 0xff, 0x51),
  jpegXl(0x00, 0x00, 0x00, 0x0c, 0x4a, 0x58, 0x4c, 0x20),
  jpegXl(0xff, 0x0a),
  { bytes: [0x00, 0x00, 0x01, 0x00], reason: `It is an icon file: ${SAVE_AS}.` },
  { bytes: codes("8BPS"), reason: `It is a Photoshop file: ${SAVE_AS}.` },
  { bytes: codes("%PDF"), reason: `It is a PDF: ${SAVE_AS}.` },
  {
    bytes: [...codes("PK"), 3, 4],
    reason: "It is a zip archive inside the data: unpack it first.",
  },
  { bytes: [0x1f, 0x8b], reason: "It is a gzip archive inside the data: unpack it first." },
];

/** Why these bytes are not an image that we read, in a sentence. */
export function describeForeignFile(header: Uint8Array): string {
  const brands = mediaBrands(header);
  if (brands.some((brand) => /^(he[iv][cxms]|mif1|msf1)$/.test(brand)))
    return `It is a HEIC image, which browsers do not decode: ${SAVE_AS}.`;
  if (brands.length > 0) return "It is a video or audio file, not an image.";
  for (const { bytes, reason } of signatures) if (startsWith(header, bytes)) return reason;
  return describeText(header) ?? "It is not an image of a known format.";
}

function describeText(header: Uint8Array): string | null {
  const start = latin(header, 0, 1024);
  if (!isText(header.subarray(0, 1024))) return null;
  if (/<svg[\s>]/i.test(start))
    return `It is an SVG drawing, which has no pixels of its own: ${SAVE_AS}.`;
  if (/^[\s\u00bb\u00bf\u00ef]*<(!doctype html|html|head|body|script)/i.test(start))
    return "It is a web page (HTML), not an image.";
  return "It is a text file, not an image.";
}

/** No control characters but white space; bytes above 127 may be any encoding. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13)) && bytes.length > 1;
}

function tiff(...bytes: number[]) {
  return {
    bytes,
    reason: `It is a TIFF or camera raw image, which browsers do not decode: ${SAVE_AS}.`,
  };
}

function jpeg2000(...bytes: number[]) {
  return { bytes, reason: `It is a JPEG 2000 image, which browsers do not decode: ${SAVE_AS}.` };
}

function jpegXl(...bytes: number[]) {
  return { bytes, reason: `It is a JPEG XL image, which most browsers do not decode: ${SAVE_AS}.` };
}

function codes(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
