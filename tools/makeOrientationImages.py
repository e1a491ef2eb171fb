"""Writes images to e2e/fixtures/images that are stored in one way and shown in another, by their EXIF.

orientation1.jpg … orientation8.jpg, and the same as .webp: one picture, stored in 8 ways. Upright it is
32 × 16: red, green in the upper half, blue, white in the lower. orientation6.png has its EXIF after its
pixels, exif7.webp is a photo, and imagemagick6.png says its orientation only where EXIF has no place (as
ImageMagick 6 wrote it, and in XMP), so that no browser turns it. Run by hand where python3 has Pillow:
    python3 tools/makeOrientationImages.py
"""

import pathlib
import struct
import zlib

from PIL import Image, PngImagePlugin

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


def exif_of(orientation):
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    return exif.tobytes()


def add_chunk_last(path, name, data):
    png = path.read_bytes()
    end = png.index(b"IEND") - 4
    chunk = struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    path.write_bytes(png[:end] + chunk + png[end:])


upright = Image.new("RGB", (32, 16), "white")
upright.paste("red", (0, 0, 16, 8))
upright.paste("lime", (16, 0, 32, 8))
upright.paste("blue", (0, 8, 16, 16))

folder = pathlib.Path(__file__).parent.parent / "e2e" / "fixtures" / "images"
for orientation, stored_by in STORED_BY.items():
    stored = upright if stored_by is None else upright.transpose(stored_by)
    exif = exif_of(orientation)
    stored.save(folder / f"orientation{orientation}.jpg", quality=95, subsampling=0, exif=exif)
    stored.save(folder / f"orientation{orientation}.webp", lossless=True, exif=exif)

late = folder / "orientation6.png"
upright.transpose(STORED_BY[6]).save(late)
add_chunk_last(late, b"eXIf", exif_of(6)[6:])

photo = Image.open(folder / "ok.jpg").convert("RGB").resize((61, 40))
photo.save(folder / "exif7.webp", lossless=True, exif=exif_of(7))

digits = exif_of(3).hex()
lines = [digits[start : start + 72] for start in range(0, len(digits), 72)]
profile = "\n".join(["", "exif", f"{len(digits) // 2:8}", *lines, ""])
texts = PngImagePlugin.PngInfo()
texts.add_text("Raw profile type exif", profile, zip=True)
texts.add_itxt("XML:com.adobe.xmp", '<rdf:Description tiff:Orientation="3"/>')
upright.save(folder / "imagemagick6.png", pnginfo=texts)
