/** What one place of a convolution's kernel adds to a thread's sums `sum<pixel>_<block>`. */
import type { Tile } from "./tile";
import { lines, type Vector } from "./vector";

interface TapOptions {
  /** Channels that are summed over, in the buffer `source`. */
  from: Vector;
  /** Channels that are computed: weights are `[tap, from, to]`, in the buffer `weights`. */
  to: Vector;
  /** Vectors of `to` that a thread computes, `to.count / blocks` apart. */
  blocks: number;
}

export function sums(tile: Tile, { to, blocks }: TapOptions): string {
  return lines(tile.pixels, (i) => lines(blocks, (b) => `  var sum${i}_${b} = ${to.type}(0);`));
}

/** Every channel of `from` meets every channel of `to`. */
export function multiplyTap(tile: Tile, { from, to, blocks }: TapOptions): string {
  const lanes = from.width === 4 ? [".x", ".y", ".z", ".w"] : [""];
  const weight = (lane: number, block: number) => `weight${lane}_${block}`;
  const product = (block: number) =>
    lanes.map((lane, l) => `value${lane} * ${weight(l, block)}`).join(" + ");
  return `
      var weightAt = tap * ${from.width * from.count * to.count} + group;
${lines(tile.pixels, (i) => `      let from${i} = select(0, (row + at${i}) * ${from.count}, inside${i});`)}
      for (var c = 0; c < ${from.count}; c++) {
${lines(lanes.length, (l) =>
  lines(
    blocks,
    (b) =>
      `        let ${weight(l, b)} = weights[weightAt + ${l * to.count + b * (to.count / blocks)}];`,
  ),
)}
        weightAt += ${lanes.length * to.count};
${lines(
  tile.pixels,
  (i) => `        {
          // A branch would stop the threads whose pixels are inside.
          let value = select(${from.type}(0), source[from${i} + c], inside${i});
${lines(blocks, (b) => `          sum${i}_${b} += ${product(b)};`)}
        }`,
)}
      }`;
}

/** Every channel meets only itself. */
export function depthwiseTap(tile: Tile, channels: Vector): string {
  return `
      let weight = weights[tap * ${channels.count} + group];
${lines(tile.pixels, (i) => {
  const from = `select(0, (row + at${i}) * ${channels.count}, inside${i}) + group`;
  return `      sum${i}_0 += select(${channels.type}(0), source[${from}], inside${i}) * weight;`;
})}`;
}
