/** The numbers of a LayersModel, by layer. */
import type { KerasNode } from "./kerasGraph";
import {
  byteLengthOf,
  decodeWeight,
  type WeightsManifest,
  type WeightSpec,
} from "./weightsManifest";

type WeightsOwner = Pick<KerasNode, "kerasName" | "storage">;

/** What `.keras` files keep besides: the optimizer's numbers and the seeds of dropout. */
const leftByTraining = /^optimizer\/|\/seed_generator\//;

export class KerasWeights {
  private readonly places = new Map<string, { spec: WeightSpec; offset: number }>();
  private readonly unused = new Set<string>();
  /** Of numbered weights, by storage. */
  private readonly numbersTaken = new Map<string, number>();

  /** `bytes` are all of the manifest's, one after the other. Throws where they do not fit it. */
  constructor(
    manifest: WeightsManifest,
    readonly bytes: Uint8Array,
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

  /**
   * Of a layer's `kernel`, `bias` and so on, as Keras 2 calls them, in Keras's layout; each once, and a layer's
   * in the order in which Keras makes them. Throws where it has another shape.
   */
  take(node: WeightsOwner, kind: string, shape: readonly number[]): Float32Array {
    const name = this.nameOf(node, kind);
    const { spec, offset } = this.places.get(name)!;
    if (String(spec.shape) !== String(shape))
      throw new Error(
        `${name} is ${spec.shape.join(" × ")} instead of ${shape.join(" × ")}: weights and model do not belong together.`,
      );
    this.unused.delete(name);
    return decodeWeight(spec, this.bytes.subarray(offset));
  }

  /** Throws where a weight was taken by no layer. */
  checkAllUsed(): void {
    for (const name of this.unused)
      if (!leftByTraining.test(name))
        throw new Error(`${name} belongs to no layer: weights and model do not belong together.`);
  }

  private nameOf({ kerasName, storage }: WeightsOwner, kind: string): string {
    // Keras 3 calls it a kernel.
    for (const alias of kind === "depthwise_kernel" ? [kind, "kernel"] : [kind]) {
      const name = `${kerasName}/${alias}`;
      if (this.unused.has(name)) return name;
      // In models within models some writers put the outer names in front.
      const [found, other] = [...this.unused].filter((it) => it.endsWith(`/${name}`));
      if (found !== undefined && other === undefined) return found;
    }
    const taken = this.numbersTaken.get(storage) ?? 0;
    const numbered = `${storage}/vars/${taken}`;
    if (!this.places.has(numbered)) throw new Error(`${kerasName}/${kind} is missing.`);
    this.numbersTaken.set(storage, taken + 1);
    return numbered;
  }
}
