/**
 * Gathers a batch's images from 8-bit pixels, moves, recolours, erases, mixes and normalises them: one
 * thread a pixel. The layout of header and records is that of `plan/packSamples.ts`.
 */
import type { TensorId } from "../../plan/program";
import { BOX_WORDS, HEADER_WORDS, header, record, RECORD_WORDS } from "../../plan/packSamples";
import { flat, read, tensor, write, type Kernel } from "../kernel";

export interface SampleSizes {
  /** Of the batch, partners not counted. */
  batch: number;
  sizePx: number;
  /** Words that the packed batch and the pixels may take. */
  sampleWords: number;
  pixelWords: number;
}

/** Words are read as integers, and as floats where the layout says so. */
export function sample(
  images: TensorId,
  { batch, sizePx, sampleWords, pixelWords }: SampleSizes,
): Kernel {
  return {
    label: "sample",
    bindings: [
      read("samples", "u32", flat("samples", { offset: 0, size: sampleWords })),
      read("pixels", "u32", flat("pixels", { offset: 0, size: pixelWords })),
      write("y", "f32", tensor(images)),
    ],
    sizes: { batch, sizePx },
    threads: batch * sizePx * sizePx,
    functions,
    body: `
  let x = id % sizes.sizePx;
  let row = id / sizes.sizePx;
  let at = vec2i(x, row % sizes.sizePx);
  let image = row / sizes.sizePx;
  let share = select(number(${header.share}), 0f, isInBox(at, ${header.box}));
  var value = vec3f(0);
  if (share > 0) { value = share * pixelOf(recordOf(image), at); }
  if (share < 1) { value += (1 - share) * pixelOf(recordOf(image + sizes.batch), at); }
  y[id * 3] = value.x;
  y[id * 3 + 1] = value.y;
  y[id * 3 + 2] = value.z;`,
  };
}

const functions = `
fn whole(word: i32) -> i32 { return i32(samples[word]); }
fn number(word: i32) -> f32 { return bitcast<f32>(samples[word]); }
fn three(word: i32) -> vec3f { return vec3f(number(word), number(word + 1), number(word + 2)); }
fn recordOf(image: i32) -> i32 { return ${HEADER_WORDS} + image * ${RECORD_WORDS}; }

fn isInBox(at: vec2i, word: i32) -> bool {
  return at.x >= whole(word) && at.y >= whole(word + 1) &&
    at.x < whole(word + 2) && at.y < whole(word + 3);
}

/** An input pixel, black outside. */
fn tap(first: u32, x: i32, y: i32) -> vec3f {
  if (x < 0 || y < 0 || x >= sizes.sizePx || y >= sizes.sizePx) { return vec3f(0); }
  let byte = first + u32(y * sizes.sizePx + x) * 3u;
  return vec3f(channelAt(byte), channelAt(byte + 1u), channelAt(byte + 2u));
}
fn channelAt(byte: u32) -> f32 {
  return f32((pixels[byte / 4u] >> (byte % 4u * 8u)) & 255u);
}

/** One normalised output pixel of one image. */
fn pixelOf(record: i32, at: vec2i) -> vec3f {
  let firstBox = whole(record + ${record.firstBox});
  for (var box = 0; box < whole(record + ${record.boxCount}); box++) {
    if (isInBox(at, firstBox + box * ${BOX_WORDS})) { return vec3f(0); }
  }
  let map = record + ${record.geometric};
  let to = vec2f(at);
  let inputX = number(map) * to.x + number(map + 1) * to.y + number(map + 2);
  let inputY = number(map + 3) * to.x + number(map + 4) * to.y + number(map + 5);
  let end = f32(sizes.sizePx);
  var value = vec3f(0);
  if (inputX > -1 && inputY > -1 && inputX < end && inputY < end) {
    let first = samples[record + ${record.image}] * u32(sizes.sizePx * sizes.sizePx * 3);
    let left = floor(inputX);
    let top = floor(inputY);
    let right = inputX - left;
    let below = inputY - top;
    let x = i32(left);
    let y = i32(top);
    value = tap(first, x, y) * ((1 - right) * (1 - below));
    if (right > 0) { value += tap(first, x + 1, y) * (right * (1 - below)); }
    if (below > 0) {
      value += tap(first, x, y + 1) * ((1 - right) * below);
      if (right > 0) { value += tap(first, x + 1, y + 1) * (right * below); }
    }
  }
  if (whole(record + ${record.hasColor}) != 0) {
    let color = record + ${record.color};
    value = three(color) * value.x + three(color + 3) * value.y + three(color + 6) * value.z
      + three(color + 9);
    value = clamp(value, vec3f(0), vec3f(255));
  }
  return value * three(${header.scale}) - three(${header.offset});
}`;
