/** Gathers the partial sums of many gradients, so that one dispatch adds them all. */
import { SLICE_ALIGNMENT, type Slice } from "../plan/program";
import { flat, read, scratch, write, type Kernel, type Place } from "./kernel";
import { partStride } from "./kernels/stepContext";
import { spanOf } from "./spanOf";

const VECTORS_PER_BLOCK = SLICE_ALIGNMENT / 4;

export class GradientSums {
  private waiting: { slice: Slice; splits: number; offset: number }[] = [];
  /** Of the scratch buffer that waiting sums take, in floats. */
  size = 0;

  place(slice: Slice, splits: number): Place {
    const offset = this.size;
    const size = splits * partStride(slice);
    this.waiting.push({ slice, splits, offset });
    this.size += Math.ceil(size / SLICE_ALIGNMENT) * SLICE_ALIGNMENT;
    return scratch("parts", size, offset);
  }

  /** The dispatch that adds what waits, if anything does. */
  take(): Kernel[] {
    const { waiting, size } = this;
    if (waiting.length === 0) return [];
    this.waiting = [];
    this.size = 0;
    const span = spanOf(waiting.map(({ slice }) => slice));
    const blocks = waiting.flatMap(({ slice, splits, offset }) =>
      Array.from({ length: Math.ceil(slice.size / SLICE_ALIGNMENT) }, (_, block) => [
        (slice.offset - span.offset) / 4 + block * VECTORS_PER_BLOCK,
        offset / 4 + block * VECTORS_PER_BLOCK,
        splits,
        partStride(slice) / 4,
        // Beyond a slice's end its part holds nothing, and the gradient's gaps have to stay 0.
        ...[slice.size - block * SLICE_ALIGNMENT, 0, 0, 0],
      ]),
    );
    return [
      {
        label: "addGradients",
        bindings: [
          read("parts", "vec4f", scratch("parts", size)),
          read("blocks", "vec4i", { kind: "table", values: Int32Array.from(blocks.flat()) }),
          write("gradients", "vec4f", flat("gradients", span)),
        ],
        sizes: {},
        threads: blocks.length * VECTORS_PER_BLOCK,
        body: `
  let block = blocks[id / ${VECTORS_PER_BLOCK} * 2];
  let lane = id % ${VECTORS_PER_BLOCK};
  let left = blocks[id / ${VECTORS_PER_BLOCK} * 2 + 1].x - lane * 4;
  if (left <= 0) { return; }
  var sum = vec4f(0);
  for (var split = 0; split < block.z; split++) { sum += parts[block.y + lane + split * block.w]; }
  gradients[block.x + lane] += select(vec4f(0), sum, vec4i(0, 1, 2, 3) < vec4i(left));`,
      },
    ];
  }
}
