"""Writes src/data/resize.golden.json: what torchvision's Resize and CenterCrop make of PIL images.

Run by hand where python3 has torchvision and Pillow (Debian: python3-torchvision):
    python3 tools/makeResizeGolden.py
"""

import base64
import json
import pathlib

import PIL
import torchvision
from PIL import Image
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


def noise(count):
    """The bytes that resize.test.ts makes too: the upper byte of a linear congruential generator."""
    state = count
    values = bytearray()
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state >> 24)
    return bytes(values)


cases = []
for width, height, size in CASES:
    image = Image.frombytes("RGB", (width, height), noise(width * height * 3))
    transform = transforms.Compose([transforms.Resize(size), transforms.CenterCrop(size)])
    pixels = base64.b64encode(transform(image).tobytes()).decode()
    cases.append({"widthPx": width, "heightPx": height, "imageSizePx": size, "pixels": pixels})

golden = {
    "madeBy": f"Pillow {PIL.__version__}, torchvision {torchvision.__version__}",
    "cases": cases,
}
path = pathlib.Path(__file__).parent.parent / "src" / "data" / "resize.golden.json"
path.write_text(json.dumps(golden, indent=2) + "\n")
