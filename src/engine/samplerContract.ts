/** For tests: every engine samples, augments, mixes and normalises as the reference sampler does. */
import { expect, test } from "vitest";
import type { Batch } from "../data/batch";
import { randomFrom, randomKey, type Random } from "../lib/random";
import type { Model } from "../nn/model";
import type { ImageTransform } from "../parts/augmentations/augmentation";
import type { Engine } from "./engine";
import { sampleBatch } from "./sampleBatch";

const SIZE_PX = 6;
const NUMBERS = SIZE_PX * SIZE_PX * 3;
const IMAGE_COUNT = 7;

export function testSamplerContract(create: (model: Model, seed: number) => Promise<Engine>): void {
  test("images are sampled, augmented, mixed and normalised as by the reference", async () => {
    const engine = await createMirror(create);
    for (const [label, batch] of Object.entries(cases())) {
      const expected = sampleBatch(batch);
      const images = await imagesOf(engine, batch);
      expect(images.length, label).toBe(expected.length);
      const error = Math.max(...expected.map((value, i) => Math.abs(value - images[i]!)));
      expect(error, label).toBeLessThan(2e-5);
      expect(await imagesOf(engine, batch), `${label}, again`).toEqual(images);
    }
    engine.dispose();
  });
}

/** A model whose logits are the numbers of the image. */
async function createMirror(create: (model: Model, seed: number) => Promise<Engine>) {
  const engine = await create(mirrorModel(), 1);
  const state = await engine.readState();
  const identity = new Float32Array(NUMBERS * NUMBERS);
  for (let i = 0; i < NUMBERS; i++) identity[i * NUMBERS + i] = 1;
  // Of the convolution's weights `[out, in, height, width]`: output i takes number i of the image.
  const picks = new Float32Array(NUMBERS * NUMBERS);
  for (let i = 0; i < NUMBERS; i++) {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    picks[i * NUMBERS + channel * SIZE_PX * SIZE_PX + pixel] = 1;
  }
  const zeros = new Float32Array(NUMBERS);
  const parameters = { "pick.weight": picks, "fc.weight": identity, "fc.bias": zeros };
  engine.writeState({ ...state, parameters });
  return engine;
}

async function imagesOf(engine: Engine, batch: Batch): Promise<Float32Array> {
  engine.setBatch(batch);
  const logits = engine.forward();
  const values = await logits.data<"float32">();
  logits.dispose();
  return values;
}

function mirrorModel(): Model {
  const initializer = { kind: "kaimingNormalFanOut" } as const;
  return {
    name: "mirror",
    imageSizePx: SIZE_PX,
    channels: 3,
    classCount: NUMBERS,
    layers: [
      {
        op: "conv2d",
        name: "pick",
        inputs: ["input"],
        inChannels: 3,
        outChannels: NUMBERS,
        kernelPx: SIZE_PX,
        stridePx: 1,
        paddingPx: 0,
        groups: 1,
        hasBias: false,
        initializer,
      },
      { op: "globalAveragePool", name: "flat", inputs: ["pick"] },
      {
        op: "linear",
        name: "fc",
        inputs: ["flat"],
        inFeatures: NUMBERS,
        outFeatures: NUMBERS,
        weightInitializer: initializer,
        biasInitializer: initializer,
      },
    ],
  };
}

function cases(): Record<string, Batch> {
  const random = randomFrom(randomKey(3, "sampler"));
  const batch: Batch = {
    imageSizePx: SIZE_PX,
    pixels: Uint8Array.from({ length: IMAGE_COUNT * NUMBERS }, () => random() * 256),
    indices: Uint32Array.of(6, 0, 3, 3),
    transforms: [null, null, null, null],
    mix: null,
    targets: { kind: "labels", labels: new Int32Array(4) },
    normalization: { mean: [0.5, 0.4, 0.3], standardDeviation: [0.25, 0.3, 0.2] },
  };
  const transforms = Array.from({ length: 4 }, () => randomTransform(random));
  const mix = {
    partners: Uint32Array.of(1, 6, 2, 5),
    partnerTransforms: [null, ...Array.from({ length: 3 }, () => randomTransform(random))],
    lambda: 0.3,
    box: null,
  };
  const [identity, flip] = [
    [1, 0, 0, 0, 1, 0],
    [-1, 0, SIZE_PX - 1, 0, 1, -2],
  ] as const;
  const plain = { color: null, erased: [] };
  const far = { ...plain, geometric: [1, 0, 1e9, 0, 1, 0] } as const;
  return {
    "as they are": batch,
    "whole pixels": {
      ...batch,
      transforms: [{ ...plain, geometric: identity }, { ...plain, geometric: flip }, null, far],
    },
    "anything at once": { ...batch, transforms },
    mixup: { ...batch, transforms, mix },
    CutMix: {
      ...batch,
      transforms,
      mix: { ...mix, box: { left: 1, top: -1, right: 5, bottom: 4 } },
    },
    "another data set": { ...batch, pixels: batch.pixels.toReversed() },
    "one image": {
      ...batch,
      indices: Uint32Array.of(6),
      transforms: [transforms[0]!],
      targets: { kind: "labels", labels: new Int32Array(1) },
    },
  };
}

/** A turn, a scale, a shift, other colours and two boxes. */
function randomTransform(random: Random): ImageTransform {
  const number = (from: number, to: number) => from + (to - from) * random();
  const row = () => [number(-1, 2), number(-1, 2), number(-1, 2), number(-50, 50)] as const;
  const box = (left: number) => ({
    left,
    top: 0,
    right: left + 1,
    bottom: 1 + Math.floor(random() * 5),
  });
  return {
    geometric: [
      number(0.5, 2),
      number(-1, 1),
      number(-2, 2),
      number(-1, 1),
      number(0.5, 2),
      number(-2, 2),
    ],
    color: [row(), row(), row()],
    erased: [box(0), box(4)],
  };
}
