/**
 * Gathers a batch's images from 8-bit pixels, moves, recolours, erases, mixes and normalises them. The
 * layout of header and records is that of `plan/packSamples.ts`.
 */
import { bytes, clamp, multiplyAdd, storeLanes } from "./vector";

@unmanaged
class SampleArguments {
  /** The batch's first word. */
  words: usize = 0;
  /** 8-bit RGB, `[images, sizePx, sizePx, 3]`; one byte behind the last is read. */
  pixels: usize = 0;
  y: usize = 0;
  sizePx: i32 = 0;
  batch: i32 = 0;
}

@unmanaged
class Header {
  scale0: f32 = 0;
  scale1: f32 = 0;
  scale2: f32 = 0;
  scale3: f32 = 0;
  offset0: f32 = 0;
  offset1: f32 = 0;
  offset2: f32 = 0;
  offset3: f32 = 0;
  share: f32 = 0;
  left: i32 = 0;
  top: i32 = 0;
  right: i32 = 0;
  bottom: i32 = 0;
}
const HEADER_WORDS = 16;
const OFFSET: usize = 16;

@unmanaged
class Record {
  image: i32 = 0;
  firstBox: i32 = 0;
  boxCount: i32 = 0;
  hasColor: i32 = 0;
  a: f32 = 0;
  b: f32 = 0;
  c: f32 = 0;
  d: f32 = 0;
  e: f32 = 0;
  f: f32 = 0;
}
const RECORD_WORDS = 24;
const COLOR: usize = 40;

const BOX_WORDS = 4;

/** A unit: one row of one image. */
export function sample(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<SampleArguments>(args);
  const sizePx = at.sizePx;
  const image = unit / sizePx;
  const y = unit % sizePx;
  const header = changetype<Header>(at.words);
  const first = at.words + bytes(HEADER_WORDS + image * RECORD_WORDS);
  const partner = first + bytes(at.batch * RECORD_WORDS);
  const isBoxRow = y >= header.top && y < header.bottom;
  let to = at.y + bytes(unit * sizePx * 3);
  for (let x = 0; x < sizePx; x++) {
    const isInBox = isBoxRow && x >= header.left && x < header.right;
    const share = isInBox ? <f32>0 : header.share;
    let value = f32x4.splat(0);
    if (share > 0) value = f32x4.mul(f32x4.splat(share), pixelOf(at, first, x, y));
    if (share < 1) value = multiplyAdd(f32x4.splat(1 - share), pixelOf(at, partner, x, y), value);
    // The fourth lane falls on the next pixel, which comes next; behind the last is another unit's.
    if (x + 1 < sizePx) v128.store(to, value);
    else storeLanes(to, value, 3);
    to += 12;
  }
}

/** One normalised output pixel of one image, in the first three lanes. */
function pixelOf(at: SampleArguments, address: usize, x: i32, y: i32): v128 {
  const record = changetype<Record>(address);
  let box = at.words + bytes(record.firstBox);
  for (let i = 0; i < record.boxCount; i++) {
    const isInside =
      x >= load<i32>(box) &&
      y >= load<i32>(box, 4) &&
      x < load<i32>(box, 8) &&
      y < load<i32>(box, 12);
    if (isInside) return f32x4.splat(0);
    box += bytes(BOX_WORDS);
  }
  const sizePx = at.sizePx;
  const inputX = record.a * <f32>x + record.b * <f32>y + record.c;
  const inputY = record.d * <f32>x + record.e * <f32>y + record.f;
  let value = f32x4.splat(0);
  const end = <f32>sizePx;
  if (inputX > -1 && inputY > -1 && inputX < end && inputY < end) {
    const floorX = floor<f32>(inputX);
    const floorY = floor<f32>(inputY);
    const left = <i32>floorX;
    const top = <i32>floorY;
    const right = inputX - floorX;
    const below = inputY - floorY;
    const image = at.pixels + <usize>record.image * <usize>(sizePx * sizePx * 3);
    value = tap(image, sizePx, left, top);
    if (right > 0 || below > 0) {
      const rest: f32 = <f32>1 - right;
      const above: f32 = <f32>1 - below;
      value = f32x4.mul(value, f32x4.splat(rest * above));
      value = addTap(value, image, sizePx, left + 1, top, right * above);
      value = addTap(value, image, sizePx, left, top + 1, rest * below);
      value = addTap(value, image, sizePx, left + 1, top + 1, right * below);
    }
  }
  if (record.hasColor) value = recolored(address + COLOR, value);
  return f32x4.sub(f32x4.mul(value, v128.load(at.words)), v128.load(at.words + OFFSET));
}

/** An input pixel as floats, black outside. */
function tap(image: usize, sizePx: i32, x: i32, y: i32): v128 {
  if (<u32>x >= <u32>sizePx || <u32>y >= <u32>sizePx) return f32x4.splat(0);
  const four = v128.load32_zero(image + <usize>((y * sizePx + x) * 3));
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(four)));
}

function addTap(value: v128, image: usize, sizePx: i32, x: i32, y: i32, weight: f32): v128 {
  if (weight == 0) return value;
  return multiplyAdd(tap(image, sizePx, x, y), f32x4.splat(weight), value);
}

/** The columns of the matrix weighed by red, green and blue; clamped to 0–255. */
function recolored(columns: usize, value: v128): v128 {
  let sum = v128.load(columns + 36);
  sum = multiplyAdd(f32x4.splat(f32x4.extract_lane(value, 0)), v128.load(columns), sum);
  sum = multiplyAdd(f32x4.splat(f32x4.extract_lane(value, 1)), v128.load(columns + 12), sum);
  sum = multiplyAdd(f32x4.splat(f32x4.extract_lane(value, 2)), v128.load(columns + 24), sum);
  return clamp(sum, f32x4.splat(0), f32x4.splat(255));
}
