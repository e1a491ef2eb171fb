/** The numbers of a LayersModel, by layer. */
import { z } from "zod";
import { sizeOf } from "../../../../lib/shape";

const specSchema = z.object({
  name: z.string().min(1).max(500),
  shape: z.array(z.int().min(0)).max(6),
  dtype: z.literal("float32", "Weights have to be float32 and not quantised."),
  quantization: z.undefined("Weights have to be float32 and not quantised.").optional(),
});
export const weightsManifestSchema = z.array(
  z.object({ paths: z.array(z.string()), weights: z.array(specSchema) }),
);

type Spec = z.infer<typeof specSchema>;

export class KerasWeights {
  private readonly places = new Map<string, { spec: Spec; offset: number }>();
  private readonly unused = new Set<string>();

  /** `bytes` are all of the manifest's, one after the other. Throws where they do not fit it. */
  constructor(
    manifest: z.infer<typeof weightsManifestSchema>,
    private readonly bytes: Uint8Array,
  ) {
    let offset = 0;
    for (const spec of manifest.flatMap(({ weights }) => weights)) {
      if (this.places.has(spec.name)) throw new Error(`Two weights are called "${spec.name}".`);
      this.places.set(spec.name, { spec, offset });
      this.unused.add(spec.name);
      offset += 4 * sizeOf(spec.shape);
    }
    if (offset !== bytes.length)
      throw new Error(
        `The weights take ${offset} bytes, and the files that were given have ${bytes.length}. Give model.json and all its .bin files together.`,
      );
  }

  /** Of a layer's `kernel`, `bias` and so on, in Keras's layout. Throws where it has another shape. */
  take(layer: string, kind: string, shape: readonly number[]): Float32Array {
    const name = this.nameOf(layer, kind);
    const { spec, offset } = this.places.get(name)!;
    if (String(spec.shape) !== String(shape))
      throw new Error(
        `${name} is ${spec.shape.join(" × ")} instead of ${shape.join(" × ")}: weights and model do not belong together.`,
      );
    this.unused.delete(name);
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + offset);
    const values = new Float32Array(sizeOf(shape));
    for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(4 * i, true);
    return values;
  }

  /** Throws where a weight was taken by no layer. */
  checkAllUsed(): void {
    const [first] = this.unused;
    if (first !== undefined)
      throw new Error(`${first} belongs to no layer: weights and model do not belong together.`);
  }

  /** In models within models some writers put the outer names in front. */
  private nameOf(layer: string, kind: string): string {
    const name = `${layer}/${kind}`;
    if (this.places.has(name)) return name;
    const [found, other] = [...this.places.keys()].filter((it) => it.endsWith(`/${name}`));
    if (found === undefined || other !== undefined) throw new Error(`${name} is missing.`);
    return found;
  }
}
