/** The weights that input gradients read, all transposed by one dispatch before the backward pass. */
import { SLICE_ALIGNMENT, type Slice } from "../plan/program";
import { flat, read, scratch, write, type Kernel, type Place } from "./kernel";
import { spanOf } from "./spanOf";

export class TransposedWeights {
  private readonly weights: { slice: Slice; inChannels: number; outChannels: number }[] = [];
  private size = 0;

  /** `[taps, in, out]` as `[taps, out, in]`. */
  place(slice: Slice, inChannels: number, outChannels: number): Place {
    const offset = this.size;
    this.weights.push({ slice, inChannels, outChannels });
    this.size += Math.ceil(slice.size / SLICE_ALIGNMENT) * SLICE_ALIGNMENT;
    return scratch("transposed", slice.size, offset);
  }

  kernels(): Kernel[] {
    if (this.weights.length === 0) return [];
    const span = spanOf(this.weights.map(({ slice }) => slice));
    const blocks = this.weights.flatMap(({ slice, inChannels, outChannels }) =>
      Array.from({ length: Math.ceil(slice.size / SLICE_ALIGNMENT) }, (_, block) => [
        ...[slice.offset - span.offset, block * SLICE_ALIGNMENT, inChannels, outChannels],
        ...[slice.size, 0, 0, 0],
      ]),
    );
    return [
      {
        label: "transposeWeights",
        bindings: [
          read("weights", "f32", flat("parameters", span)),
          read("blocks", "vec4i", { kind: "table", values: Int32Array.from(blocks.flat()) }),
          write("transposed", "f32", scratch("transposed", this.size)),
        ],
        sizes: {},
        threads: this.size,
        body: `
  let block = blocks[id / ${SLICE_ALIGNMENT} * 2];
  let index = block.y + id % ${SLICE_ALIGNMENT};
  if (index >= blocks[id / ${SLICE_ALIGNMENT} * 2 + 1].x) { return; }
  let rest = index / block.z;
  let tap = rest / block.w;
  let from0 = (tap * block.z + index % block.z) * block.w + rest % block.w;
  transposed[id] = weights[block.x + from0];`,
      },
    ];
  }
}
