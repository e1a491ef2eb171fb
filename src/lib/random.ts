/**
 * Random numbers without state: every draw is a pure function of the run's seed, what it is for,
 * and a counter. A run can therefore be resumed from any step, and a kernel can make its own draws.
 *
 * The generator is PCG's RXS-M-XS 32-bit output permutation over a Weyl sequence; good enough for
 * shuffling, masks and initial weights, not for cryptography. https://www.pcg-random.org
 */

/** A 32-bit key for one purpose, for example `randomKey(seed, "dropout", step)`. */
export function randomKey(seed: number, ...path: (string | number)[]): number {
  let key = scramble(seed >>> 0);
  for (const part of path) {
    if (typeof part === "number") {
      // Both halves of the number, so that large counters do not collide.
      key = scramble((key ^ (part >>> 0)) + 0x9e3779b9);
      key = scramble(key + Math.floor(part / 0x100000000));
    } else {
      for (let i = 0; i < part.length; i++) key = scramble((key ^ part.charCodeAt(i)) + 0x85ebca6b);
    }
  }
  return key;
}

/** The 32-bit word number `counter` of the stream `key`. */
export function randomWord(key: number, counter: number): number {
  return scramble((key + Math.imul(counter, 0x9e3779b9)) ^ Math.imul(counter, 0x85ebca6b));
}

/** A source of uniform numbers in [0, 1) with 32 bits each. */
export type Random = () => number;

export function randomFrom(key: number): Random {
  let counter = 0;
  return () => randomWord(key, counter++) / 0x100000000;
}

/** A standard normal draw, by Box and Muller. */
export function randomNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** `0 … count − 1` in random order, by Fisher and Yates. */
export function randomPermutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function scramble(word: number): number {
  const state = (Math.imul(word, 747796405) + 2891336453) >>> 0;
  const mixed = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((mixed >>> 22) ^ mixed) >>> 0;
}
