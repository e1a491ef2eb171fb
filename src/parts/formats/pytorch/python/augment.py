"""The tab's augmentations: its own draws, made into a map, a colour matrix and boxes, then one sampling.

A transform is (map [2, 3] from output to input pixels, colour matrix [3, 4] or None, erased boxes
(left, top, right, bottom)). Pixels count from 0 at their centres; values are 0–255.
"""

import math

import numpy

IDENTITY = numpy.array([[1.0, 0, 0], [0, 1, 0]])
GRAY = numpy.array([0.2989, 0.587, 0.114])
TO_YIQ = numpy.array([[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]])


def draw_transform(random, parts, size, mean_color):
    """All that happens to one image; `mean_color()` is its mean before, [3]."""
    geometric, color, erased = IDENTITY, None, []
    for part in parts:
        drawn = AUGMENTATIONS[part["name"]](random, part, size, mean_color)
        if "geometric" in drawn:
            geometric = composed(geometric, drawn["geometric"])
        color = recolored(color, drawn.get("color"))
        erased += drawn.get("erased", [])
    return geometric, color, erased


def composed(first, second):
    """An output pixel goes through the second map back to the first one's output, and on to its input."""
    return first @ numpy.vstack([second, [0, 0, 1]])


def recolored(first, second):
    if first is None or second is None:
        return second if first is None else first
    return second @ numpy.vstack([first, [0, 0, 0, 1]])


def about_centre(size, turn):
    turn = numpy.asarray(turn, dtype=numpy.float64)
    centre = numpy.full(2, (size - 1) / 2)
    return numpy.column_stack([turn, centre - turn @ centre])


def saturation(share):
    return numpy.column_stack([share * numpy.eye(3) + (1 - share) * GRAY, numpy.zeros(3)])


def towards(constant, share):
    return numpy.column_stack([share * numpy.eye(3), numpy.full(3, (1 - share) * constant)])


def horizontal_flip(random, part, size, mean_color):
    if random() >= part["probability"]:
        return {}
    return {"geometric": numpy.array([[-1.0, 0, size - 1], [0, 1, 0]])}


def vertical_flip(random, part, size, mean_color):
    if random() >= part["probability"]:
        return {}
    return {"geometric": numpy.array([[1.0, 0, 0], [0, -1, size - 1]])}


def random_crop(random, part, size, mean_color):
    padding = part["paddingPx"]
    top = math.floor(random() * (2 * padding + 1)) - padding
    left = math.floor(random() * (2 * padding + 1)) - padding
    return {"geometric": numpy.array([[1.0, 0, left], [0, 1, top]])}


def nearest(value):
    """JavaScript's Math.round."""
    return math.floor(value + 0.5)


def draw_rectangle(random, size, areas, log_ratios, is_tall, fits):
    """(left, top, width, height) of a share of the area and an aspect ratio; None after ten that do not fit."""
    for _ in range(10):
        area = size * size * random.between(*areas)
        ratio = math.exp(random.between(*log_ratios))
        long, short = nearest(math.sqrt(area * ratio)), nearest(math.sqrt(area / ratio))
        width, height = (short, long) if is_tall else (long, short)
        if fits(width) and fits(height):
            top = math.floor(random() * (size - height + 1))
            left = math.floor(random() * (size - width + 1))
            return left, top, width, height
    return None


def random_resized_crop(random, part, size, mean_color):
    log_ratio = math.log(part["maxRatio"])
    crop = draw_rectangle(
        random, size, (part["minArea"], 1), (-log_ratio, log_ratio), False, lambda side: 1 <= side <= size
    )
    left, top, width, height = crop or (0, 0, size, size)
    across, down = width / size, height / size
    return {"geometric": numpy.array([[across, 0, left + (across - 1) / 2], [0, down, top + (down - 1) / 2]])}


def rotation(random, part, size, mean_color):
    radians = random.between(-part["degrees"], part["degrees"]) * math.pi / 180
    cos, sin = math.cos(radians), math.sin(radians)
    return {"geometric": about_centre(size, [[cos, -sin], [sin, cos]])}


def zoom(random, part, size, mean_color):
    inverse = 1 / random.between(part["minScale"], part["maxScale"])
    return {"geometric": about_centre(size, [[inverse, 0], [0, inverse]])}


def color_jitter(random, part, size, mean_color):
    strengths = [part["brightness"], part["contrast"], part["saturation"]]
    bright, contrast, colorful = [random.between(max(0, 1 - it), 1 + it) for it in strengths]
    angle = 2 * math.pi * random.between(-part["hue"], part["hue"])
    cos, sin = math.cos(angle), math.sin(angle)
    turned = numpy.linalg.inv(TO_YIQ) @ numpy.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]]) @ TO_YIQ

    def mean_gray(before):
        color = mean_color()
        return GRAY @ (color if before is None else before[:, :3] @ color + before[:, 3])

    changes = [
        lambda before: towards(0, bright),
        lambda before: towards(mean_gray(before), contrast),
        lambda before: saturation(colorful),
        lambda before: numpy.column_stack([turned, numpy.zeros(3)]),
    ]
    color = None
    for place in random.permutation(len(changes)):
        color = recolored(color, changes[place](color))
    return {"color": color}


def grayscale(random, part, size, mean_color):
    return {"color": saturation(0)} if random() < part["probability"] else {}


def random_erasing(random, part, size, mean_color):
    if random() >= part["probability"]:
        return {}
    areas = (part["minArea"], part["maxArea"])
    ratios = (math.log(0.3), math.log(3.3))
    box = draw_rectangle(random, size, areas, ratios, True, lambda side: 1 <= side < size)
    if box is None:
        return {}
    left, top, width, height = box
    return {"erased": [(left, top, left + width, top + height)]}


def cutout(random, part, size, mean_color):
    side = nearest(part["side"] * size)
    boxes = []
    for _ in range(part["holes"]):
        top = math.floor(random() * size) - side // 2
        left = math.floor(random() * size) - side // 2
        box = [min(size, max(0, px)) for px in (left, top, left + side, top + side)]
        if box[0] < box[2] and box[1] < box[3]:
            boxes.append(tuple(box))
    return {"erased": boxes}


AUGMENTATIONS = {
    "horizontalFlip": horizontal_flip,
    "verticalFlip": vertical_flip,
    "randomCrop": random_crop,
    "randomResizedCrop": random_resized_crop,
    "rotation": rotation,
    "zoom": zoom,
    "colorJitter": color_jitter,
    "grayscale": grayscale,
    "randomErasing": random_erasing,
    "cutout": cutout,
}
