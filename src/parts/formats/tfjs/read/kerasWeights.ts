/** The numbers of a LayersModel, by layer. */
import {
  byteLengthOf,
  decodeWeight,
  type WeightsManifest,
  type WeightSpec,
} from "./weightsManifest";

export class KerasWeights {
  private readonly places = new Map<string, { spec: WeightSpec; offset: number }>();
  private readonly unused = new Set<string>();

  /** `bytes` are all of the manifest's, one after the other. Throws where they do not fit it. */
  constructor(
    manifest: WeightsManifest,
    private readonly bytes: Uint8Array,
  ) {
    let offset = 0;
    for (const spec of manifest.flatMap(({ weights }) => weights)) {
      if (this.places.has(spec.name)) throw new Error(`Two weights are called "${spec.name}".`);
      this.places.set(spec.name, { spec, offset });
      this.unused.add(spec.name);
      offset += byteLengthOf(spec);
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
    if (!this.unused.delete(name)) throw new Error(`${name} belongs to two layers.`);
    return decodeWeight(spec, this.bytes.subarray(offset));
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
