/**
 * What a file is, by its first bytes and never by its name, and whether it is worth decoding. The
 * browser's decoder answers every bad file with one and the same message, and would decode a
 * 48 kB bomb into gigabytes: the reasons, and the refusal, have to come from here.
 */
import { avif } from "./formats/avif";
import { bmp } from "./formats/bmp";
import { describeForeignFile } from "./formats/foreign";
import type { ImageFormat, ImageSize } from "./formats/format";
import { gif } from "./formats/gif";
import { jpeg } from "./formats/jpeg";
import { png } from "./formats/png";
import { webp } from "./formats/webp";

const formats = [jpeg, png, webp, gif, bmp, avif];

const MAX_PIXELS = 64_000_000;

export type Sniffed =
  | ({ kind: "image"; format: ImageFormat } & ImageSize)
  | { kind: "refused"; reason: string }
  /** The size stands further on in the file than `header` reaches. */
  | { kind: "needsMore" };

/**
 * @param header the file's first bytes: 64 kB are enough for nearly all
 * @param fileBytes the length of the whole file
 */
export function sniff(header: Uint8Array, fileBytes: number): Sniffed {
  if (fileBytes === 0) return refused("The file is empty.");
  const format = formats.find((candidate) => candidate.matches(header));
  if (!format) return refused(describeForeignFile(header));
  const size = format.readSize(header);
  if (!size && header.length < fileBytes) return { kind: "needsMore" };
  if (!size) return refused(`It is a ${format.name} image that ends within its header.`);
  const { widthPx, heightPx } = size;
  if (widthPx === 0 || heightPx === 0)
    return refused(`Its header gives an impossible size, ${widthPx} × ${heightPx} pixels.`);
  if (widthPx * heightPx > MAX_PIXELS)
    return refused(
      `Its header gives ${widthPx} × ${heightPx} pixels; at most ${MAX_PIXELS / 1e6} megapixels are decoded.`,
    );
  return { kind: "image", format, ...size };
}

function refused(reason: string): Sniffed {
  return { kind: "refused", reason };
}
