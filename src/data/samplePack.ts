/**
 * The file that holds the built-in sample, `public/samples/fashion-mnist.bin`: gzip of
 *
 * - 4 bytes: the length of the header, lowest byte first;
 * - the header, JSON in UTF-8, as the schema below has it;
 * - one byte of grey per pixel: class by class, first its training images, then its validation images.
 *
 * Runs in Node too: tools write it and unpack it into folders.
 */
import { z } from "zod";

const headerSchema = z.strictObject({
  format: z.literal("homeroom-sample-1"),
  imageSizePx: z.int().positive(),
  classes: z.array(z.string()),
  trainPerClass: z.int().positive(),
  validationPerClass: z.int().positive(),
});

export type SampleHeader = z.infer<typeof headerSchema>;

export interface SamplePack extends SampleHeader {
  /** `[classes, trainPerClass + validationPerClass, imageSizePx, imageSizePx]` */
  grey: Uint8Array;
}

/** The bytes before compression. */
export function encodeSample({ grey, ...header }: SamplePack): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(4 + json.length + grey.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  bytes.set(grey, 4 + json.length);
  return bytes;
}

/** @throws where the stream is not a whole sample */
export async function readSample(gzip: ReadableStream<BufferSource>): Promise<SamplePack> {
  const unpacked = gzip.pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
  const headerBytes = new DataView(bytes.buffer).getUint32(0, true);
  const json = new TextDecoder().decode(bytes.subarray(4, 4 + headerBytes));
  const header = headerSchema.parse(JSON.parse(json));
  const grey = bytes.subarray(4 + headerBytes);
  const imageCount = header.classes.length * (header.trainPerClass + header.validationPerClass);
  if (grey.length !== imageCount * header.imageSizePx ** 2)
    throw new Error("The sample does not hold the images that its header names.");
  return { ...header, grey };
}
