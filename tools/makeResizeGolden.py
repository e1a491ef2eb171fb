"""Writes what torchvision's Resize and CenterCrop make of PIL images.

src/data/resize.golden.json has images of noise, src/data/decode.golden.json files in e2e/fixtures.

Run by hand where python3 has torchvision and Pillow (Debian: python3-torchvision):
    python3 tools/makeResizeGolden.py
"""

import base64
import json
import pathlib

import PIL
import torchvision
from PIL import Image, ImageOps
from torchvision import transforms

# Width, height, size: the same size, up, down, both, odd remainders of the crop, thin lines.
CASES = [
    (28, 28, 28),
    (28, 28, 20),
    (12, 12, 17),
    (100, 75, 24),
    (75, 100, 24),
    (301, 199, 16),
    (13, 7, 8),
    (1, 50, 4),
    (50, 1, 4),
    (17, 16, 16),
    (19, 16, 16),
    (16, 21, 16),
    (64, 37, 24),
    (257, 256, 9),
]

FILES = ["ok.png", "ok.bmp", "ok.jpg", "prog.jpg", "gray.jpg", "ok.webp", "alpha.png", "exif6.jpg", "exif7.webp"]
FILE_SIZE = 16


def noise(count):
    """The bytes that resize.test.ts makes too: the upper byte of a linear congruential generator."""
    state = count
    values = bytearray()
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state >> 24)
    return bytes(values)


def resized(image, size):
    transform = transforms.Compose([transforms.Resize(size), transforms.CenterCrop(size)])
    return base64.b64encode(transform(image).tobytes()).decode()


def on_white(image):
    background = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(background, image.convert("RGBA")).convert("RGB")


cases = []
for width, height, size in CASES:
    image = Image.frombytes("RGB", (width, height), noise(width * height * 3))
    pixels = resized(image, size)
    cases.append({"widthPx": width, "heightPx": height, "imageSizePx": size, "pixels": pixels})

root = pathlib.Path(__file__).parent.parent
files = []
for name in FILES:
    image = Image.open(root / "e2e" / "fixtures" / "images" / name)
    upright = on_white(ImageOps.exif_transpose(image))
    files.append({"file": name, "imageSizePx": FILE_SIZE, "pixels": resized(upright, FILE_SIZE)})

made_by = f"Pillow {PIL.__version__}, torchvision {torchvision.__version__}"
for name, entries in [("resize", cases), ("decode", files)]:
    text = json.dumps({"madeBy": made_by, "cases": entries}, indent=2)
    (root / "src" / "data" / f"{name}.golden.json").write_text(text + "\n")
