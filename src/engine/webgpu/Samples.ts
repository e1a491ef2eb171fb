/** Where sampling reads from: the packed batch, and the pixels of its data set or of its own images. */
import type { Batch } from "../../data/batch";
import { residentImagesBudget } from "../memoryBudget";
import { copyImages, packSamples, sampledImages } from "../plan/packSamples";
import type { Program } from "../plan/program";
import { ResidentImages } from "../plan/ResidentImages";
import { bindKernels, type Bound, type Dispatch } from "./bindKernels";
import { createBuffer } from "./createBuffer";
import { sample } from "./kernels/sample";
import type { Pipelines } from "./Pipelines";

/** Data sets on each device. */
const residentImages = new WeakMap<GPUDevice, ResidentImages<GPUBuffer>>();

function residentImagesOn(device: GPUDevice): ResidentImages<GPUBuffer> {
  let images = residentImages.get(device);
  if (!images) {
    images = new ResidentImages({
      upload: (pixels) => uploadImages(device, pixels),
      free: (buffer) => buffer.destroy(),
    });
    residentImages.set(device, images);
  }
  return images;
}

function uploadImages(device: GPUDevice, pixels: Uint8Array): GPUBuffer | null {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize, residentImagesBudget());
  const bytes = wholeWords(pixels.length);
  if (bytes > limit) return null;
  const buffer = createBuffer(device, "data set", bytes);
  const whole = pixels.length - (pixels.length % 4);
  // In parts, because the browser keeps a copy of what is on its way.
  for (let start = 0; start < whole; start += UPLOAD_BYTES)
    write(device, buffer, start, pixels.subarray(start, Math.min(whole, start + UPLOAD_BYTES)));
  if (whole < bytes) {
    const rest = new Uint8Array(4);
    rest.set(pixels.subarray(whole));
    write(device, buffer, whole, rest);
  }
  return buffer;
}

const UPLOAD_BYTES = 2 ** 24;

export class Samples {
  private words: GPUBuffer | null = null;
  /** Pixels of the batch alone, where the data set is not resident. */
  private copies: GPUBuffer | null = null;
  private readonly bound = new Map<Program, { bound: Bound; buffers: readonly GPUBuffer[] }>();

  constructor(
    private readonly device: GPUDevice,
    private readonly pipelines: Pipelines,
  ) {}

  /**
   * Writes what the batch needs, and gives the dispatch that samples it into `target`. What was
   * recorded before has to be submitted by then.
   */
  dispatches(program: Program, batch: Batch, target: GPUBuffer): readonly Dispatch[] {
    const { device } = this;
    const images = sampledImages(batch);
    const resident = residentImagesOn(device).hold(this, batch.pixels);
    const places = resident ? images : Uint32Array.from(images, (_, row) => row);
    const words = packSamples(batch, places);
    this.words = this.room(this.words, "samples", words.byteLength);
    device.queue.writeBuffer(this.words, 0, words);
    let pixels = resident;
    if (!pixels) {
      const imageBytes = batch.imageSizePx * batch.imageSizePx * 3;
      const copied = new Uint8Array(wholeWords(images.length * imageBytes));
      copyImages(batch, images, copied);
      pixels = this.copies = this.room(this.copies, "batch of images", copied.length);
      device.queue.writeBuffer(pixels, 0, copied);
    }
    return this.bind(program, batch.imageSizePx, [this.words, pixels, target]);
  }

  dispose(): void {
    residentImagesOn(this.device).release(this);
    this.unbind();
    for (const buffer of [this.words, this.copies]) buffer?.destroy();
  }

  /** The dispatch over these buffers, made anew only where one of them is another than last time. */
  private bind(
    program: Program,
    sizePx: number,
    buffers: readonly [words: GPUBuffer, pixels: GPUBuffer, target: GPUBuffer],
  ): readonly Dispatch[] {
    const known = this.bound.get(program);
    if (known && buffers.every((buffer, i) => buffer === known.buffers[i]))
      return known.bound.dispatches;
    known?.bound.buffers.forEach((buffer) => buffer.destroy());
    const [words, pixels, target] = buffers;
    const kernel = sample(program.images, {
      batch: program.batchSize,
      sizePx,
      sampleWords: words.size / 4,
      pixelWords: pixels.size / 4,
    });
    const bound = bindKernels(this.device, this.pipelines, [kernel], (place) => {
      const buffer = place.kind === "tensor" ? target : place.name === "samples" ? words : pixels;
      return { buffer, offset: 0, size: buffer.size / 4 };
    });
    this.bound.set(program, { bound, buffers });
    return bound.dispatches;
  }

  private unbind(): void {
    for (const { bound } of this.bound.values())
      for (const buffer of bound.buffers) buffer.destroy();
    this.bound.clear();
  }

  private room(old: GPUBuffer | null, label: string, bytes: number): GPUBuffer {
    if (old && old.size >= bytes) return old;
    old?.destroy();
    return createBuffer(this.device, label, bytes);
  }
}

const wholeWords = (bytes: number) => Math.ceil(bytes / 4) * 4;

/** `writeBuffer` takes no view of memory that may be shared. */
function write(device: GPUDevice, buffer: GPUBuffer, offset: number, values: Uint8Array): void {
  device.queue.writeBuffer(buffer, offset, Uint8Array.from(values));
}
