/** A sample as a data set: the very one that its images give as PNG files in folders. */
import type { ImportRequest } from "../protocol";
import { compareCodePoints } from "./compareCodePoints";
import type { Dataset } from "./dataset";
import { resize } from "./resize";
import type { SamplePack } from "./samplePack";
import { sampleImages, type Sample } from "./samples";
import { sizeFromMedian } from "./suggestImageSize";

export function sampleDataset(pack: SamplePack, sample: Sample, request: ImportRequest): Dataset {
  const images = [...sampleImages(pack, sample)].sort((a, b) => compareCodePoints(a.path, b.path));
  const classes = pack.classes.toSorted(compareCodePoints);
  const imageSizePx = request.imageSizePx ?? sizeFromMedian(pack.imageSizePx);
  const imageBytes = imageSizePx * imageSizePx * 3;
  const pixels = new Uint8Array(images.length * imageBytes);
  const size = { widthPx: pack.imageSizePx, heightPx: pack.imageSizePx };
  images.forEach(({ grey }, i) => {
    pixels.set(resize(greyToRgb(grey), size, imageSizePx), i * imageBytes);
  });
  return {
    name: request.name,
    classes,
    imageSizePx,
    pixels,
    labels: Uint16Array.from(images, ({ className }) => classes.indexOf(className)),
    paths: images.map(({ path }) => path),
    folderSplit: images.map(({ split }) => split),
    skipped: [],
    notes: [],
  };
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  grey.forEach((value, i) => rgb.fill(value, i * 3, i * 3 + 3));
  return rgb;
}
