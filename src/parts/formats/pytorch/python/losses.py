"""The tab's losses. Per image: Σ of weighted losses, to be divided by a denominator over the whole step.

A "per batch" loss has none: its sums go over all processes by themselves.
"""

import numpy
import torch
from torch.nn import functional

from distributed import all_reduce

SMALLEST_MISS = 1e-12


class Targets:
    """What the images of a batch are: labels [batch], or a mix of `first` and `second` labels."""

    def __init__(self, first, second=None, share=1.0):
        self.first, self.second, self.share = first, second, share

    def rows(self, begin, end):
        second = None if self.second is None else self.second[begin:end]
        return Targets(self.first[begin:end], second, self.share)

    def truth(self, classes):
        """[batch, classes]: how much each image is of each class."""
        truth = numpy.zeros((len(self.first), classes), dtype=numpy.float32)
        rows = numpy.arange(len(self.first))
        numpy.add.at(truth, (rows, self.first), self.share)
        if self.second is not None:
            numpy.add.at(truth, (rows, self.second), 1 - self.share)
        return truth


class SmoothedLoss:
    """Σ_c w_c·((1−s)·t_c + s/K)·ℓ_c: torch.nn.CrossEntropyLoss, or focal loss where gamma is not 0."""

    is_per_image = True

    def __init__(self, classes, weights, smoothing, gamma=0.0):
        self.classes, self.weights, self.smoothing, self.gamma = classes, weights, smoothing, gamma

    def shares(self, targets):
        smoothed = (1 - self.smoothing) * targets.truth(self.classes) + self.smoothing / self.classes
        return smoothed if self.weights is None else smoothed * self.weights

    def denominator(self, targets):
        """Of labels their weights, as PyTorch's "mean" divides."""
        if self.weights is None:
            return float(len(targets.first))
        return float((targets.truth(self.classes).astype(numpy.float64) * self.weights).sum())

    def of(self, logits, targets):
        log_probability = functional.log_softmax(logits, 1)
        each = -log_probability
        if self.gamma != 0:
            miss = (-torch.expm1(log_probability)).clamp(min=SMALLEST_MISS)
            each = each * miss**self.gamma
        return (tensor(self.shares(targets), logits) * each).sum()


class BinaryCrossEntropy:
    """torch.nn.BCEWithLogitsLoss on one-hot targets; class weights weigh the positives alone."""

    is_per_image = True

    def __init__(self, classes, weights, gamma, alpha):
        self.classes, self.weights, self.gamma, self.alpha = classes, weights, gamma, alpha

    def denominator(self, targets):
        return float(len(targets.first) * self.classes)

    def of(self, logits, targets):
        truth = tensor(targets.truth(self.classes), logits)
        positive = truth * functional.softplus(-logits)
        if self.weights is not None:
            positive = positive * tensor(self.weights, logits)
        each = positive + (1 - truth) * functional.softplus(logits)
        if self.gamma != 0:
            miss = truth * torch.sigmoid(-logits) + (1 - truth) * torch.sigmoid(logits)
            each = each * miss.clamp(min=SMALLEST_MISS) ** self.gamma
        if self.alpha is not None:
            each = each * (truth * self.alpha + (1 - truth) * (1 - self.alpha))
        return each.sum()


class SoftF1:
    """One minus the macro-F1 of softmax counts, mixed with cross entropy where that has a share."""

    is_per_image = False

    def __init__(self, classes, epsilon, share=1.0, cross_entropy=None, cross_entropy_share=0.0):
        self.classes, self.epsilon, self.share = classes, epsilon, share
        self.cross_entropy, self.cross_entropy_share = cross_entropy, cross_entropy_share

    def of(self, logits, targets):
        truth = tensor(targets.truth(self.classes), logits)
        probability = torch.softmax(logits, 1)
        sums = torch.stack([(truth * probability).sum(0), probability.sum(0), truth.sum(0)])
        hits, predicted, actual = all_reduce(sums)
        precision = hits / (predicted + self.epsilon)
        recall = hits / (actual + self.epsilon)
        f1 = 2 * precision * recall / (precision + recall + self.epsilon)
        value = self.share * (1 - f1.clamp(self.epsilon, 1 - self.epsilon).mean())
        if self.cross_entropy is None:
            return value
        weight = logits.new_tensor(self.cross_entropy.denominator(targets))
        parts = all_reduce(torch.stack([self.cross_entropy.of(logits, targets), weight]))
        return value + self.cross_entropy_share * parts[0] / parts[1]


def tensor(values, like):
    return torch.as_tensor(numpy.asarray(values), dtype=like.dtype, device=like.device)


def make_loss(config, classes, class_weights):
    weights = None if class_weights is None else numpy.asarray(class_weights, dtype=numpy.float64)
    name = config["name"]
    if name in ("crossEntropy", "focal"):
        return SmoothedLoss(classes, weights, config["labelSmoothing"], config.get("gamma", 0))
    if name == "binaryCrossEntropy":
        return BinaryCrossEntropy(classes, weights, config["gamma"], config["alpha"])
    if name == "softF1":
        return SoftF1(classes, config["epsilon"])
    if name == "crossEntropySoftF1":
        cross_entropy = SmoothedLoss(classes, weights, config["labelSmoothing"])
        share, of_cross_entropy = config["softF1Share"], config["crossEntropyShare"]
        return SoftF1(classes, config["epsilon"], share, cross_entropy, of_cross_entropy)
    raise ValueError(f'config.json has a loss "{name}" that this losses.py does not know.')
