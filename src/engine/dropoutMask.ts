/** Dropout's mask, as `torch.nn.Dropout` scales it. https://jmlr.org/papers/v15/srivastava14a.html */
import { randomKey, randomWord } from "../lib/random";

/** `size` numbers: 0 with `probability`, else 1 / (1 − probability); all 0 at probability 1. */
export function dropoutMask(
  size: number,
  probability: number,
  key: number,
  layerName: string,
): Float32Array {
  const layerKey = randomKey(key, layerName);
  const scale = probability < 1 ? 1 / (1 - probability) : 0;
  const mask = new Float32Array(size);
  // A loop: masks are made at every step, and `from` takes ten times as long.
  for (let i = 0; i < size; i++)
    mask[i] = randomWord(layerKey, i) / 0x100000000 < probability ? 0 : scale;
  return mask;
}
