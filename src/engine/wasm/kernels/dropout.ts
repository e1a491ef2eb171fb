/** Dropout's masks: what `dropoutMask` draws, with the generator of `lib/random.ts`. */
import { bytes } from "./vector";

@unmanaged
class DropoutArguments {
  to: usize = 0;
  size: i32 = 0;
  chunk: i32 = 0;
  /** Of the layer. */
  key: u32 = 0;
  /** A word below it drops its number. */
  limit: u32 = 0;
  /** What the others are multiplied by. */
  scale: f32 = 0;
}

/** to[i] = 0 or scale. A unit: `chunk` numbers. */
export function dropout(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<DropoutArguments>(args);
  const key = at.key;
  const limit = at.limit;
  const scale = at.scale;
  const last = min(at.size, (unit + 1) * at.chunk);
  for (let i = unit * at.chunk; i < last; i++)
    store<f32>(at.to + bytes(i), randomWord(key, i) < limit ? 0 : scale);
}

function randomWord(key: u32, counter: u32): u32 {
  const word = (key + counter * 0x9e3779b9) ^ (counter * 0x85ebca6b);
  const state = word * 747796405 + 2891336453;
  const mixed = ((state >> ((state >> 28) + 4)) ^ state) * 277803737;
  return (mixed >> 22) ^ mixed;
}
