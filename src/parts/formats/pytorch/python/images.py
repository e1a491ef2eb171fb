"""The run's images: found in a folder, decoded once into a file that all processes of a machine map.

split.json holds of each image a SHA-256 of its pixels as the tab decoded and scaled them. PNG and BMP
decode alike everywhere; decoders of JPEG and WebP may differ by a level of brightness here and there.
"""

import hashlib
import os
import pathlib
import tempfile
from concurrent.futures import ThreadPoolExecutor

import numpy

from preprocess import UnreadableImage, load_pixels

# Mean levels of brightness that decoders do not differ by.
ANOTHER_IMAGE = 3
SHOWN = 5


class Images:
    def __init__(self, split):
        """`split` is what split.json holds."""
        self.size = split["imageSizePx"]
        self.classes = split["classes"]
        self.entries = split["images"]
        self.fingerprint = split["fingerprint"]
        self.labels = numpy.array([entry["label"] for entry in self.entries], dtype=numpy.int64)
        self.pixels = None
        self.means = {}

    def of(self, split):
        """Places of the images of "train", "validation" or "test"."""
        return numpy.array([i for i, entry in enumerate(self.entries) if entry["split"] == split], dtype=numpy.int64)

    def mean_color(self, index):
        if index not in self.means:
            self.means[index] = self.pixels[index].reshape(-1, 3).mean(0, dtype=numpy.float64)
        return self.means[index]

    def cache_path(self, folder):
        return pathlib.Path(folder or tempfile.gettempdir()) / f"homeroom-{self.fingerprint[:16]}.npy"

    def decode(self, data, cache):
        """Makes the file of pixels [images, size, size, 3] where it is not there yet, and checks it."""
        path = self.cache_path(cache)
        if not path.exists():
            paths = self.found(pathlib.Path(data))
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(f".{os.getpid()}")
            shape = (len(paths), self.size, self.size, 3)
            pixels = numpy.lib.format.open_memmap(new, "w+", numpy.uint8, shape)

            def decode(place):
                pixels[place] = load_pixels(paths[place], self.size)

            try:
                with ThreadPoolExecutor(os.cpu_count()) as pool:
                    for done, _ in enumerate(pool.map(decode, range(len(paths))), 1):
                        if done % 10000 == 0:
                            print(f"{done} of {len(paths)} images decoded", flush=True)
            except UnreadableImage as error:
                new.unlink()
                raise SystemExit(error)
            pixels.flush()
            os.replace(new, path)
        self.open(cache)
        return self.check()

    def open(self, cache):
        self.pixels = numpy.load(self.cache_path(cache), mmap_mode="r")

    def found(self, folder):
        """As in the tab, folders that hold everything do not count."""
        for _ in range(8):
            paths = [folder / entry["path"] for entry in self.entries]
            missing = [path for path in paths if not path.is_file()]
            if not missing:
                return paths
            inner = [entry for entry in folder.glob("*") if entry.is_dir()]
            if len(inner) != 1 or len(missing) < len(paths):
                break
            folder = inner[0]
        shown = "\n".join(f"  {path}" for path in missing[:SHOWN])
        raise SystemExit(
            f"{len(missing)} of the run's {len(paths)} images are not there, for example\n{shown}\n"
            "Name the folder that was imported with --data."
        )

    def check(self):
        """How many images decode otherwise than in the tab. Ends where one is another image."""
        differing = 0
        for index, entry in enumerate(self.entries):
            if hashlib.sha256(self.pixels[index].tobytes()).hexdigest() == entry["sha256"]:
                continue
            differing += 1
            distance = numpy.abs(self.mean_color(index) - entry["meanColor"]).max()
            if distance > ANOTHER_IMAGE:
                raise SystemExit(f"{entry['path']} is not the image that the run was trained on.")
        return differing
