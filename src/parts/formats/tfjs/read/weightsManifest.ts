/** What `model.json` says of a weight, and its numbers by that: as they are, or quantised by tfjs's converter. */
import { z } from "zod";
import { float16ToNumber } from "../../../../lib/float16";
import { sizeOf } from "../../../../lib/shape";

const quantization = z.discriminatedUnion(
  "dtype",
  [
    z.object({ dtype: z.enum(["uint8", "uint16"]), min: z.number(), scale: z.number() }),
    z.object({ dtype: z.literal("float16") }),
  ],
  "Weights can be quantised to uint8, uint16 and float16.",
);

const specSchema = z.object({
  name: z.string().min(1).max(500),
  shape: z.array(z.int().min(0)).max(6),
  /** What it is without quantisation. Keras counts steps and keeps seeds in int32. */
  dtype: z.enum(["float32", "int32"], "Weights have to be float32."),
  quantization: quantization.optional(),
});

const MAX_WEIGHTS = 20_000;

export const weightsManifestSchema = z
  .array(z.object({ paths: z.array(z.string()), weights: z.array(specSchema) }))
  .refine(
    (groups) => groups.reduce((sum, { weights }) => sum + weights.length, 0) <= MAX_WEIGHTS,
    `It has more than ${MAX_WEIGHTS} weights.`,
  );

export type WeightsManifest = z.infer<typeof weightsManifestSchema>;
export type WeightSpec = z.infer<typeof specSchema>;

const bytesEach = { uint8: 1, uint16: 2, float16: 2, float32: 4, int32: 4 } as const;

export const byteLengthOf = ({ shape, dtype, quantization }: WeightSpec): number =>
  bytesEach[quantization?.dtype ?? dtype] * sizeOf(shape);

/**
 * @param bytes from the weight's first on, little-endian
 * Quantised ones are `number · scale + min`: https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/io_utils.ts
 */
export function decodeWeight(spec: WeightSpec, bytes: Uint8Array): Float32Array {
  const { name, shape, dtype, quantization: packing } = spec;
  if (dtype !== "float32") throw new Error(`${name} has ${dtype} instead of float32 numbers.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const read = ((): ((i: number) => number) => {
    switch (packing?.dtype) {
      case undefined:
        return (i) => view.getFloat32(4 * i, true);
      case "float16":
        return (i) => float16ToNumber(view.getUint16(2 * i, true));
      case "uint16":
        return (i) => view.getUint16(2 * i, true) * packing.scale + packing.min;
      case "uint8":
        return (i) => view.getUint8(i) * packing.scale + packing.min;
    }
  })();
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = read(i);
  return values;
}
