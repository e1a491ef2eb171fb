/** For tests: what PyTorch says of the architectures, and the weights for which it says so. */
import { randomFrom, randomKey } from "../../lib/random";
import { sizeOf } from "../../lib/shape";
import type { Batch } from "../../data/batch";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import type { ModelState } from "../../nn/state";
import { buildPart, registrySchema } from "../../lib/part";
import { models } from ".";
import golden from "./models.golden.json";

export interface GoldenModel {
  config: object;
  model: Model;
  /** Of each image one after the other. */
  logits: readonly number[];
  tensors: readonly GoldenTensor[];
}

export interface GoldenTensor {
  name: string;
  shape: readonly number[];
  /** As PyTorch's initialisation made them, with its own random numbers. */
  mean: number;
  deviation: number;
}

export const { classes, imageSizePx, images } = golden;

export const goldenModels: [label: string, make: () => GoldenModel][] = golden.cases.map(
  ({ config, logits, tensors }) => [
    Object.values(config).join(", "),
    () => ({
      config,
      model: buildPart(models, registrySchema(models).parse(config), {
        classCount: golden.classes,
        imageSizePx: golden.imageSizePx,
      }),
      logits,
      tensors: tensors.map(parseTensor),
    }),
  ],
);

function parseTensor(line: string): GoldenTensor {
  const [name, shape, mean, deviation] = line.split(" ") as [string, string, string, string];
  const extents = shape === "" ? [] : shape.split("×").map(Number);
  return { name, shape: extents, mean: Number(mean), deviation: Number(deviation) };
}

/** The images that go with the logits. */
export function goldenBatch(): Batch {
  const random = randomFrom(randomKey(0, "images"));
  const size = images * imageSizePx * imageSizePx * 3;
  return {
    imageSizePx,
    pixels: Uint8Array.from({ length: size }, () => Math.floor(random() * 256)),
    indices: Uint32Array.from({ length: images }, (_, i) => i),
    transforms: new Array<null>(images).fill(null),
    targets: { kind: "labels", labels: new Int32Array(images) },
    normalization: { mean: [0.5, 0.5, 0.5], standardDeviation: [0.25, 0.25, 0.25] },
    mix: null,
  };
}

/** The weights that go with the logits, each from its name alone, as `tools/counterWeights.py` makes them. */
export function goldenState(model: Model): ModelState {
  const valuesOf = ({ name, shape }: { name: string; shape: readonly number[] }) =>
    [name, goldenValues(name, shape)] as const;
  return {
    parameters: Object.fromEntries(parametersOf(model).map(valuesOf)),
    buffers: Object.fromEntries(buffersOf(model).map(valuesOf)),
  };
}

function goldenValues(name: string, shape: readonly number[]): Float32Array {
  if (name.endsWith("num_batches_tracked")) return Float32Array.of(3);
  const random = randomFrom(randomKey(0, name));
  const values = new Float32Array(sizeOf(shape));
  const fill = (draw: (uniform: number) => number) => values.map(() => draw(random()));
  if (shape.length > 1) {
    const bound = Math.sqrt(6 / sizeOf(shape.slice(1)));
    return fill((uniform) => (2 * uniform - 1) * bound);
  }
  return /(weight|gamma|running_var)$/.test(name)
    ? fill((uniform) => 0.5 + uniform)
    : fill((uniform) => (uniform - 0.5) * 0.4);
}
