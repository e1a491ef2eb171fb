/** Quantised weights: what `tf.loadLayersModel` makes of the same file. */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { attacked } from "../../../../lib/hostileJson";
import { saved, teachableModel, type Saved } from "./testLayersModel";
import { expectAlike, ours, read, theirs } from "./testProbabilities";

interface Quantization {
  dtype: "uint8" | "uint16" | "float16";
  min?: number;
  scale?: number;
}
interface ModelJson {
  modelTopology: object;
  weightsManifest: [{ weights: (tf.io.WeightsManifestEntry & { quantization?: Quantization })[] }];
}

const parse = (json: string) => JSON.parse(json) as ModelJson;
let file: Saved;

beforeAll(async () => {
  await tf.setBackend("cpu");
  file = await saved(teachableModel());
});

/** As the converter does it: all but the statistics, which it would quantise alike. */
function quantised({ json, bytes }: Saved, dtype: Quantization["dtype"]): Saved {
  const model = parse(json);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const spec of model.weightsManifest[0].weights) {
    const count = spec.shape.reduce((product, extent) => product * extent, 1);
    const values = new Float32Array(bytes.slice(at, at + 4 * count).buffer);
    at += 4 * count;
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const steps = dtype === "uint8" ? 255 : 65_535;
    const scale = (max - min) / steps || 1;
    if (spec.name.includes("moving_")) parts.push(new Uint8Array(values.buffer));
    else if (dtype === "float16") {
      spec.quantization = { dtype };
      parts.push(new Uint8Array(Uint16Array.from(values, halfOf).buffer));
    } else {
      spec.quantization = { dtype, min, scale };
      const numbers = Array.from(values, (value) => Math.round((value - min) / scale));
      const Numbers = dtype === "uint8" ? Uint8Array : Uint16Array;
      parts.push(new Uint8Array(Numbers.from(numbers).buffer));
    }
  }
  const joined = tf.io.CompositeArrayBuffer.join(parts.map((part) => part.slice().buffer));
  return { json: JSON.stringify(model), bytes: new Uint8Array(joined) };
}

/** Cut off, not rounded, which is as good here. */
function halfOf(value: number): number {
  if (Math.abs(value) < 2 ** -14) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = Math.floor((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

test.each(["uint8", "uint16", "float16"] as const)("%s", async (dtype) => {
  const { json, bytes } = quantised(file, dtype);
  const { modelTopology, weightsManifest } = parse(json);
  const loaded = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest[0].weights,
      weightData: bytes.slice().buffer,
    }),
  );
  const given = await ours(read({ json, bytes }));
  expectAlike(given, await theirs(loaded, (byte) => byte / 255));
  expect(given).not.toEqual(await ours(read(file)));
});

test("quantised to what is not known, without a scale, and to infinity", () => {
  const { json, bytes } = quantised(file, "uint8");
  const refusal = (from: RegExp, to: string) => () => read({ json: json.replace(from, to), bytes });
  const scale = /,"scale":[\d.e-]+\}\}/;
  expect(refusal(/"dtype":"uint8"/, '"dtype":"int4"')).toThrow("quantised to uint8, uint16 and");
  expect(refusal(scale, "}}")).toThrow("scale");
  expect(refusal(scale, ',"scale":1e300}}')).toThrow("holds NaN or infinity");
});

test("500 hostile manifests are read or refused", () => {
  const small = quantised(file, "uint16");
  const { modelTopology, ...rest } = parse(small.json);
  fc.assert(
    fc.property(attacked(JSON.stringify(rest)), (json) => {
      const attackedFile = { ...(JSON.parse(json) as object), modelTopology };
      try {
        read({ ...small, json: JSON.stringify(attackedFile) });
      } catch (error) {
        expect((error as Error).constructor).toBe(Error);
      }
    }),
    { numRuns: 500, seed: 4 },
  );
  expect(Object.prototype).not.toHaveProperty("polluted");
});
