"""Numbers that PyTorch and the product make alike: src/lib/random.ts and src/parts/models/counterWeights.ts."""

import numpy as np
import torch

from counterRandom import random_key, uniforms


def stream(name, count):
    """Uniform numbers in [0, 1), float64, from the name alone."""
    return uniforms(random_key(0, name), count)


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
