"""Random numbers without state, as the tab draws them: every draw is a function of a key and a counter.

The generator is PCG's RXS-M-XS 32-bit output permutation over a Weyl sequence. https://www.pcg-random.org
"""

import math

import numpy

WORD = 0xFFFFFFFF
WEYL = 0x9E3779B9
CHARACTER = 0x85EBCA6B


def scramble(word):
    state = (word * 747796405 + 2891336453) & WORD
    mixed = (((state >> ((state >> 28) + 4)) ^ state) * 277803737) & WORD
    return (mixed >> 22) ^ mixed


def random_key(seed, *path):
    """A 32-bit key for one purpose, for example random_key(seed, "dropout", epoch, position)."""
    key = scramble(seed & WORD)
    for part in path:
        if isinstance(part, str):
            for character in part:
                key = scramble((key ^ ord(character)) + CHARACTER & WORD)
        else:
            key = scramble((key ^ (part & WORD)) + WEYL & WORD)
            key = scramble(key + (part >> 32) & WORD)
    return key


def uniform(key, counters):
    """Numbers in [0, 1) with 32 bits each, float64, of a stream's places `counters`."""
    counter = numpy.asarray(counters, dtype=numpy.uint32)
    with numpy.errstate(over="ignore"):
        word = (numpy.uint32(key) + counter * numpy.uint32(WEYL)) ^ (counter * numpy.uint32(CHARACTER))
        state = word * numpy.uint32(747796405) + numpy.uint32(2891336453)
        shift = (state >> numpy.uint32(28)) + numpy.uint32(4)
        mixed = ((state >> shift) ^ state) * numpy.uint32(277803737)
        word = (mixed >> numpy.uint32(22)) ^ mixed
    return word.astype(numpy.float64) / 2**32


class Random:
    """Draws one number after the other from a stream."""

    def __init__(self, key):
        self.key = key
        self.counter = 0

    def __call__(self):
        word = (self.key + self.counter * WEYL & WORD) ^ (self.counter * CHARACTER & WORD)
        self.counter += 1
        return scramble(word) / 2**32

    def between(self, low, high):
        return low + (high - low) * self()

    def normal(self):
        """Standard normal, by Box and Muller."""
        radius = math.sqrt(-2 * math.log(1 - self()))
        return radius * math.cos(2 * math.pi * self())

    def beta(self, alpha):
        """From Beta(alpha, alpha), as the share of one of two equal gamma draws."""
        first = self.log_gamma(alpha)
        second = self.log_gamma(alpha)
        difference = second - first
        return 0.0 if difference > 700 else 1 / (1 + math.exp(difference))

    def log_gamma(self, shape):
        """log of a Gamma(shape, 1) draw, by Marsaglia and Tsang. https://doi.org/10.1145/358407.358414"""
        if shape < 1:
            larger = self.log_gamma(shape + 1)
            return larger + math.log(1 - self()) / shape
        d = shape - 1 / 3
        c = 1 / math.sqrt(9 * d)
        while True:
            x = self.normal()
            v = (1 + c * x) ** 3
            if v > 0 and math.log(1 - self()) < 0.5 * x * x + d - d * v + d * math.log(v):
                return math.log(d * v)

    def permutation(self, count):
        """0 … count − 1 in random order, by Fisher and Yates."""
        order = list(range(count))
        places = numpy.arange(count - 1, 0, -1)
        draws = uniform(self.key, self.counter + numpy.arange(len(places)))
        self.counter += len(places)
        others = numpy.floor(draws * (places + 1)).astype(numpy.int64)
        for i, j in zip(places.tolist(), others.tolist()):
            order[i], order[j] = order[j], order[i]
        return numpy.array(order, dtype=numpy.int64)


def dropout_mask(shape, probability, key, layer, first_row):
    """0 with `probability`, else 1 / (1 − probability); [rows, …] from the micro-batch's row `first_row` on."""
    scale = 1 / (1 - probability) if probability < 1 else 0
    row = int(numpy.prod(shape[1:]))
    places = first_row * row + numpy.arange(shape[0] * row)
    draws = uniform(random_key(key, layer), places)
    return numpy.where(draws < probability, 0, scale).astype(numpy.float32).reshape(shape)
