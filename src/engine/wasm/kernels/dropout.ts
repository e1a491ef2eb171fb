/** Dropout's masks: what `dropoutMask` draws, with the generator of `lib/random.ts`, four words at a time. */
import { bytes, storeLanes } from "./vector";

@unmanaged
class DropoutArguments {
  to: usize = 0;
  size: i32 = 0;
  chunk: i32 = 0;
  /** Of the layer. */
  key: i32 = 0;
  /** A word below it, both without a sign, drops its number. */
  limit: i32 = 0;
  /** What the others are multiplied by. */
  scale: f32 = 0;
}

const FIRST_FACTOR: i32 = 0x9e3779b9;
const SECOND_FACTOR: i32 = 0x85ebca6b;

/** to[i] = 0 or scale. A unit: `chunk` numbers. */
export function dropout(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<DropoutArguments>(args);
  const key = i32x4.splat(at.key);
  const limit = i32x4.splat(at.limit);
  const scale = f32x4.splat(at.scale);
  const start = unit * at.chunk;
  const last = min(at.size, start + at.chunk);
  const counters = i32x4.add(i32x4.splat(start), i32x4(0, 1, 2, 3));
  // The counters' products grow by the same from step to step.
  let first = i32x4.mul(counters, i32x4.splat(FIRST_FACTOR));
  let second = i32x4.mul(counters, i32x4.splat(SECOND_FACTOR));
  for (let i = start; i < last; i += 4) {
    const word = scramble(v128.xor(i32x4.add(key, first), second));
    storeLanes(at.to + bytes(i), v128.andnot(scale, i32x4.lt_u(word, limit)), last - i);
    first = i32x4.add(first, i32x4.splat(4 * FIRST_FACTOR));
    second = i32x4.add(second, i32x4.splat(4 * SECOND_FACTOR));
  }
}

function scramble(word: v128): v128 {
  const product = i32x4.mul(word, i32x4.splat(747796405));
  const state = i32x4.add(product, i32x4.splat(<i32>2891336453));
  // state >>> ((state >>> 28) + 4): each bit of the distance shifts its lanes, or does not.
  let shifted = i32x4.shr_u(state, 4);
  shifted = shiftedWhere(shifted, 8, state);
  shifted = shiftedWhere(shifted, 4, i32x4.shl(state, 1));
  shifted = shiftedWhere(shifted, 2, i32x4.shl(state, 2));
  shifted = shiftedWhere(shifted, 1, i32x4.shl(state, 3));
  const mixed = i32x4.mul(v128.xor(shifted, state), i32x4.splat(277803737));
  return v128.xor(i32x4.shr_u(mixed, 22), mixed);
}

/** Shifts to the right the lanes whose `sign` is set. */
function shiftedWhere(lanes: v128, distance: i32, sign: v128): v128 {
  return v128.bitselect(i32x4.shr_u(lanes, distance), lanes, i32x4.shr_s(sign, 31));
}
