"""Writes e2e/fixtures/images/orientation1.jpg … orientation8.jpg: one picture, stored in 8 ways.

Upright it is 32 × 16: red, green in the upper half, blue, white in the lower. Run by hand where
python3 has Pillow:
    python3 tools/makeOrientationImages.py
"""

import pathlib

from PIL import Image

ORIENTATION_TAG = 0x0112
# How the upright picture is stored, so that a viewer that follows the tag shows it upright again.
STORED_BY = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}

upright = Image.new("RGB", (32, 16), "white")
upright.paste("red", (0, 0, 16, 8))
upright.paste("lime", (16, 0, 32, 8))
upright.paste("blue", (0, 8, 16, 16))

folder = pathlib.Path(__file__).parent.parent / "e2e" / "fixtures" / "images"
for orientation, stored_by in STORED_BY.items():
    stored = upright if stored_by is None else upright.transpose(stored_by)
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    path = folder / f"orientation{orientation}.jpg"
    stored.save(path, quality=95, subsampling=0, exif=exif)
