"""Seeded draws of shapes, options and tensors."""
import numpy
import torch


class Draws:
    def __init__(self, seed):
        self.random = numpy.random.RandomState(seed)

    def choice(self, *options):
        return options[self.random.randint(len(options))]

    def integer(self, low, high):
        """Both ends are possible."""
        return int(self.random.randint(low, high + 1))

    def number(self, low, high, digits=4):
        return round(float(self.random.uniform(low, high)), digits)

    def chance(self, share=0.5):
        return bool(self.random.uniform() < share)

    def tensor(self, *shape, scale=1.0, digits=4):
        return torch.tensor(numpy.round(self.random.randn(*shape) * scale, digits))

    def labels(self, count, classes):
        return torch.tensor(self.random.randint(0, classes, count))

    def probabilities(self, count, classes):
        return torch.tensor(numpy.round(self.random.dirichlet(numpy.ones(classes), count), 6))


def float32_error(run, *tensors):
    """The largest difference of each result of `run` between float64 and float32 inputs."""
    exact = run(*tensors)
    rounded = run(*[it.float() if it is not None and it.is_floating_point() else it for it in tensors])
    return [
        float(numpy.nan_to_num((a.double() - b.double()).abs().max().item())) if a.numel() else 0.0
        for a, b in zip(exact, rounded)
    ]
