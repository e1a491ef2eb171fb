/** How long a GPU takes for some convolutions with given tiles. */
import type { ConvGeometry, Slice, Step } from "../plan/program";
import { bindKernels, encode } from "./bindKernels";
import { flat, type Kernel } from "./kernel";
import { kernelsOf } from "./kernels";
import { Pipelines } from "./Pipelines";
import { hardware, type TileLimits } from "./target";

/** Images at a time, as many as training often has. */
const BATCH = 32;
/** Times that the kernels are measured; the quickest counts, because others use the GPU as well. */
const REPETITIONS = 3;

/** Large and small images, few and many channels: `[sizePx, in, out, kernelPx]`. */
const dense: readonly Shape[] = [
  [32, 32, 32, 3],
  [16, 64, 64, 3],
  [8, 128, 128, 3],
  [4, 256, 256, 3],
  [32, 24, 144, 1],
  [8, 192, 32, 1],
];
const depthwise: readonly Shape[] = [
  [32, 96, 96, 3],
  [8, 192, 192, 3],
];

type Shape = readonly [sizePx: number, inChannels: number, outChannels: number, kernelPx: number];

/** In milliseconds, forward and the input's gradient together. */
export async function tileTrialMs(
  device: GPUDevice,
  tile: TileLimits,
  batchSize = BATCH,
): Promise<number> {
  const kernels = trialKernels(tile, batchSize);
  const pipelines = Pipelines.of(device);
  await pipelines.prepare(kernels, () => undefined);
  const usage = GPUBufferUsage.STORAGE;
  const size = largest(batchSize);
  const makeBuffer = () => device.createBuffer({ label: "trial", size: 4 * size, usage });
  // Zeros: what is computed is of no interest.
  const [input, output, weights] = [makeBuffer(), makeBuffer(), makeBuffer()];
  const { dispatches, buffers } = bindKernels(device, pipelines, kernels, (place) => {
    const tensors = place.kind === "tensor" && place.id === INPUT ? input : output;
    return { buffer: place.kind === "tensor" ? tensors : weights, offset: 0, size };
  });
  let best = Infinity;
  // The first time warms up.
  for (let i = 0; i <= REPETITIONS; i++) {
    const encoder = device.createCommandEncoder();
    encode(encoder, dispatches);
    const startMs = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    if (i > 0) best = Math.min(best, performance.now() - startMs);
  }
  for (const buffer of [input, output, weights, ...buffers]) buffer.destroy();
  return best;
}

/** In floats, of any tensor or weights in the trial. */
const largest = (batchSize: number): number =>
  Math.max(
    ...[...dense, ...depthwise].flatMap(([sizePx, from, to, kernelPx]) => [
      batchSize * sizePx * sizePx * Math.max(from, to),
      kernelPx * kernelPx * from * to,
    ]),
  );

const [INPUT, OUTPUT] = [0, 1];

function trialKernels(tile: TileLimits, batchSize: number): Kernel[] {
  const weights = flat("parameters", { offset: 0, size: largest(batchSize) });
  const context = {
    batchSize,
    target: { ...hardware, tile },
    partialSums: () => weights,
    transposed: () => weights,
  };
  const steps = [
    ...dense.flatMap((shape) => stepsOf(shape, "conv2d", "conv2dInputGradient")),
    ...depthwise.flatMap((shape) => stepsOf(shape, "depthwise", "depthwiseInputGradient")),
  ];
  return steps.flatMap((step) => kernelsOf(step, context));
}

function stepsOf(
  [sizePx, inChannels, outChannels, kernelPx]: Shape,
  forward: "conv2d" | "depthwise",
  backward: "conv2dInputGradient" | "depthwiseInputGradient",
): Step[] {
  const geometry: ConvGeometry = {
    ...{ inHeight: sizePx, inWidth: sizePx, outHeight: sizePx, outWidth: sizePx },
    ...{ inChannels, outChannels, kernelPx, stridePx: 1, paddingPx: (kernelPx - 1) / 2 },
  };
  const size = kernelPx * kernelPx * inChannels * outChannels;
  const weight: Slice = { name: "trial", offset: 0, size, torchShape: [size] };
  return [
    { op: forward, x: INPUT, y: OUTPUT, weight, bias: null, geometry },
    { op: backward, dy: INPUT, dx: OUTPUT, weight, geometry, accumulate: false },
  ];
}
