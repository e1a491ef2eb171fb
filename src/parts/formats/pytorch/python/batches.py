"""The tab's batches: which images an epoch shows in which order, and what is done to each.

Pure functions of the seed and of places in the epoch, so that any batch can be made by itself.
"""

import math

import numpy
import torch

from augment import draw_transform
from draws import Random, random_key
from losses import Targets


def epoch_order(train, labels, sampler, seed, epoch):
    """Images in the order in which the epoch shows them; "balanced" draws every class equally often."""
    random = Random(random_key(seed, "order", epoch))
    drawn = draw_balanced(train, labels, random) if sampler == "balanced" else train
    return drawn[random.permutation(len(drawn))]


def draw_balanced(train, labels, random):
    by_class = {}
    for index in train.tolist():
        by_class.setdefault(labels[index], []).append(index)
    classes = list(by_class.values())
    turn = random.permutation(len(classes))
    hands = [[] for _ in classes]
    drawn = []
    for i in range(len(train)):
        place = turn[i % len(classes)]
        if not hands[place]:
            images = classes[place]
            hands[place] = [images[j] for j in random.permutation(len(images))]
        drawn.append(hands[place].pop())
    return numpy.array(drawn, dtype=numpy.int64)


class MicroBatch:
    """`images` [batch] at `position` in the epoch; `mix` is None or (partners, their positions, λ, box)."""

    def __init__(self, images, position, targets, dropout_key, mix):
        self.images, self.position, self.targets = images, position, targets
        self.dropout_key, self.mix = dropout_key, mix


class Batches:
    def __init__(self, config, images, normalization):
        self.config, self.images = config, images
        mean = numpy.array(normalization["mean"])
        deviation = numpy.array(normalization["standardDeviation"])
        self.scale = torch.tensor(1 / (255 * deviation), dtype=torch.float32)
        self.offset = torch.tensor(mean / deviation, dtype=torch.float32)

    def window(self, order, epoch, step_in_epoch):
        """An optimizer step's micro-batches; the last window of an epoch may be shorter."""
        seed, training = self.config["seed"], self.config["training"]
        size, count = training["batchSize"], training["accumulationSteps"]
        start = step_in_epoch * count * size
        window = order[start : start + count * size]
        random = Random(random_key(seed, "mix", epoch, step_in_epoch))
        drawn = draw_mix(random, self.config["data"]["mix"], self.images.size)
        batches = []
        for begin in range(0, len(window), size):
            images = window[begin : begin + size]
            labels = self.images.labels[images]
            key = random_key(seed, "dropout", epoch, start + begin)
            targets, mix = Targets(labels), None
            if drawn:
                # Each image with the one before it in the window, the first with the last.
                places = (begin + numpy.arange(len(images)) - 1) % len(window)
                partners = window[places]
                targets = Targets(labels, self.images.labels[partners], drawn[0])
                mix = (partners, start + places, *drawn)
            batches.append(MicroBatch(images, start + begin, targets, key, mix))
        return batches

    def train_images(self, batch, begin, end, epoch, device):
        """[rows, 3, size, size]: a micro-batch's rows from `begin` to `end`, augmented and mixed."""
        key = random_key(self.config["seed"], "augment", epoch)
        rows = batch.images[begin:end]
        images = self.augmented(rows, batch.position + numpy.arange(begin, end), key, device)
        if batch.mix:
            partners, positions, share, box = batch.mix
            others = self.augmented(partners[begin:end], positions[begin:end], key, device)
            if box is None:
                images = share * images + (1 - share) * others
            else:
                left, top, right, bottom = box
                images[:, top:bottom, left:right] = others[:, top:bottom, left:right]
        return images.permute(0, 3, 1, 2).contiguous()

    def plain_images(self, indices, device):
        return self.augmented(indices, None, 0, device).permute(0, 3, 1, 2).contiguous()

    def augmented(self, indices, positions, key, device):
        """[rows, size, size, 3], normalised; without `positions` as they are."""
        parts = self.config["data"]["augmentations"] if positions is not None else []
        pixels = torch.from_numpy(self.images.pixels[indices]).to(device)
        transforms = []
        if parts:
            for index, position in zip(indices.tolist(), positions.tolist()):
                random = Random(random_key(key, position))
                mean_color = lambda: self.images.mean_color(index)
                transforms.append(draw_transform(random, parts, self.images.size, mean_color))
        values = sampled(pixels, transforms) if transforms else pixels.to(torch.float32)
        values = values * self.scale.to(device) - self.offset.to(device)
        for image, (_, _, erased) in zip(values, transforms):
            for left, top, right, bottom in erased:
                image[top:bottom, left:right] = 0
        return values


def draw_mix(random, config, size):
    """(λ, box or None) of a step, or None where it is not mixed."""
    if config["name"] == "none" or random() >= config["probability"]:
        return None
    if config["name"] == "mixupOrCutMix":
        is_cut = random() < config["cutMixShare"]
        alpha = config["cutMixAlpha"] if is_cut else config["mixupAlpha"]
    else:
        is_cut, alpha = config["name"] == "cutMix", config["alpha"]
    if not is_cut:
        return random.beta(alpha), None
    half = math.floor(0.5 * math.sqrt(1 - random.beta(alpha)) * size)
    centres = [math.floor(random() * size), math.floor(random() * size)]
    (left, right), (top, bottom) = [(max(it - half, 0), min(it + half, size)) for it in centres]
    return 1 - (right - left) * (bottom - top) / size**2, (left, top, right, bottom)


def sampled(pixels, transforms):
    """Bilinear, black outside, then recoloured: [rows, size, size, 3] of 8-bit images and their transforms."""
    size, device = pixels.shape[1], pixels.device
    maps = torch.tensor(numpy.stack([it[0] for it in transforms]), device=device)
    places = torch.arange(size, dtype=torch.float64, device=device)
    x, y = (
        (row[:, 0, None, None] * places + row[:, 1, None, None] * places[:, None] + row[:, 2, None, None])
        for row in maps.unbind(1)
    )
    rows = torch.arange(len(pixels), device=device)[:, None, None]
    values = torch.zeros(pixels.shape, device=device)
    for down in (0, 1):
        for across in (0, 1):
            column, line = x.floor() + across, y.floor() + down
            weight = (1 - (x - column).abs()) * (1 - (y - line).abs())
            is_inside = (column >= 0) & (line >= 0) & (column < size) & (line < size)
            column, line = (it.clamp(0, size - 1).long() for it in (column, line))
            values += (weight * is_inside).to(torch.float32)[..., None] * pixels[rows, line, column]
    for image, (_, color, _) in zip(values, transforms):
        if color is not None:
            matrix = torch.tensor(color, dtype=torch.float32, device=device)
            image.copy_((image @ matrix[:, :3].T + matrix[:, 3]).clamp(0, 255))
    return values
