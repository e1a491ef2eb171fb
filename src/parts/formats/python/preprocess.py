"""Images as the model saw them in training: torchvision's Resize and CenterCrop on a Pillow image.

Upright by EXIF, the first frame, transparency over white, the short side scaled to the model's size
with Pillow's antialiased bilinear filter, the centre cropped. Needs numpy and Pillow.
"""

import numpy
from PIL import Image, ImageOps

# Where Pillow looks for an orientation too, and the app, like browsers, does not.
NOT_EXIF = ("Raw profile type exif", "XML:com.adobe.xmp", "xmp")


class UnreadableImage(Exception):
    """Says which file, and why."""


def load_image(path, size):
    """[3, size, size] float32, RGB, 0 to 1; the model normalises it."""
    return load_pixels(path, size).astype(numpy.float32).transpose(2, 0, 1) / 255


def load_pixels(path, size):
    """[size, size, 3] uint8, RGB."""
    try:
        image = upright(path)
    # Of damaged files Pillow complains by exceptions of many kinds.
    except Exception as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableImage(f"{path} was not read: {reason}") from error
    width, height = image.size
    if width <= height:
        scaled = (size, int(size * height / width))
    else:
        scaled = (int(size * width / height), size)
    if image.size != scaled:
        image = image.resize(scaled, Image.BILINEAR)
    left = round((scaled[0] - size) / 2)
    top = round((scaled[1] - size) / 2)
    image = image.crop((left, top, left + size, top + size))
    return numpy.asarray(image, dtype=numpy.uint8)


def upright(path):
    """A Pillow image, RGB."""
    with Image.open(path) as file:
        file.load()
        for name in NOT_EXIF:
            file.info.pop(name, None)
        image = ImageOps.exif_transpose(file)
        if image.mode in ("I;16", "I;16B", "I"):
            image = Image.fromarray((numpy.asarray(image) >> 8).astype(numpy.uint8))
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, rgba).convert("RGB")
