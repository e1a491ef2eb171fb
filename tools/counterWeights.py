"""Numbers that PyTorch and the product make alike: src/lib/random.ts and src/parts/models/counterWeights.ts."""

import numpy as np
import torch

U32 = np.uint32


def scramble(word):
    state = word * U32(747796405) + U32(2891336453)
    mixed = ((state >> ((state >> U32(28)) + U32(4))) ^ state) * U32(277803737)
    return (mixed >> U32(22)) ^ mixed


def stream(name, count):
    """Uniform numbers in [0, 1), float64, from the name alone."""
    with np.errstate(over="ignore"):
        key = scramble(U32(0))
        for character in name:
            key = scramble((key ^ U32(ord(character))) + U32(0x85EBCA6B))
        counter = np.arange(count, dtype=U32)
        word = scramble((key + counter * U32(0x9E3779B9)) ^ (counter * U32(0x85EBCA6B)))
    return word.astype(np.float64) / 2**32


def weights(name, shape):
    """Values that keep activations in range, away from what initialisation would give."""
    if name.endswith("num_batches_tracked"):
        return torch.tensor(3)
    uniform = stream(name, int(np.prod(shape)))
    if len(shape) > 1:
        values = (2 * uniform - 1) * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith(("weight", "gamma", "running_var")):
        values = 0.5 + uniform
    else:
        values = (uniform - 0.5) * 0.4
    return torch.from_numpy(values.astype(np.float32)).reshape(tuple(shape))


def images(count, size):
    """[count, 3, size, size], of 8-bit images normalised by mean 0.5 and deviation 0.25."""
    pixels = np.floor(stream("images", count * size * size * 3) * 256)
    values = (pixels / 255 - 0.5) / 0.25
    nhwc = torch.from_numpy(values.astype(np.float32)).reshape(count, size, size, 3)
    return nhwc.permute(0, 3, 1, 2).contiguous()
