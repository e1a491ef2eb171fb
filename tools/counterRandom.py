"""src/lib/random.ts in numpy: random numbers that are pure functions of a key and a counter."""

import numpy as np

U32 = np.uint32


def scramble(word):
    state = word * U32(747796405) + U32(2891336453)
    mixed = ((state >> ((state >> U32(28)) + U32(4))) ^ state) * U32(277803737)
    return (mixed >> U32(22)) ^ mixed


def random_key(seed, *path):
    """A 32-bit key; `path` holds texts and whole numbers from 0."""
    with np.errstate(over="ignore"):
        key = scramble(U32(seed))
        for part in path:
            if isinstance(part, str):
                for character in part:
                    key = scramble((key ^ U32(ord(character))) + U32(0x85EBCA6B))
            else:
                key = scramble((key ^ U32(part & 0xFFFFFFFF)) + U32(0x9E3779B9))
                key = scramble(key + U32(part >> 32))
    return key


def uniforms(key, count):
    """The first numbers of the key's stream, in [0, 1), float64."""
    with np.errstate(over="ignore"):
        counter = np.arange(count, dtype=U32)
        word = scramble((key + counter * U32(0x9E3779B9)) ^ (counter * U32(0x85EBCA6B)))
    return word.astype(np.float64) / 2**32
