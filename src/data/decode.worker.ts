/** A thread of the decoding pool: answers each file with its pixels or the reason why not. */
import { decode } from "./decode";
import type { DecodeRequest } from "./decodeLane";

addEventListener("message", ({ data }: MessageEvent<DecodeRequest>) => {
  void decode(data.file, data.imageSizePx).then((decoded) =>
    postMessage(decoded, { transfer: decoded.ok ? [decoded.pixels.buffer] : [] }),
  );
});
