/** jax-js: the layer list as a pure function, differentiated, with Adam, all of it under one `jit`. */
import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy,
  valueAndGrad,
} from "@jax-js/jax";
import type { Array as JaxArray } from "@jax-js/jax";
import { initialize } from "../../src/nn/initialize";
import { INPUT, parametersOf, type Model } from "../../src/nn/model";
import { LEARNING_RATE, makeInputs, type Job, type Stepper } from "./stepper";

type Parameters = Record<string, JaxArray>;
interface State {
  parameters: Parameters;
  first: Parameters;
  second: Parameters;
  step: JaxArray;
}

const BETA1 = 0.9;
const BETA2 = 0.999;

export async function jaxStepper(tier: "webgpu" | "wasm", job: Job): Promise<Stepper> {
  const { model, batch } = job;
  if (!(await init(tier)).includes(tier)) throw new Error(`jax-js did not start on ${tier}.`);
  defaultDevice(tier);
  const { pixels, labels } = makeInputs(job);
  const images = imagesOf(model, batch, pixels);
  const targets = numpy.array(oneHot(labels, model.classCount)).reshape([batch, model.classCount]);

  const loss = (parameters: Parameters, x: JaxArray, y: JaxArray): JaxArray =>
    nn
      .logSoftmax(logitsOf(model, parameters, x), 1)
      .mul(y)
      .sum()
      .mul(-1 / batch);
  const update = jit((state: State, x: JaxArray, y: JaxArray): [JaxArray, State] => {
    const { parameters, first, second } = state;
    const [value, gradients] = valueAndGrad(loss)(refs(parameters), x, y);
    const step = state.step.add(1);
    const correct = (beta: number) => numpy.power(beta, step.ref).mul(-1).add(1);
    const next: State = { parameters: {}, first: {}, second: {}, step: step.ref };
    for (const name of Object.keys(parameters)) {
      const gradient = gradients[name]!;
      const m = first[name]!.mul(BETA1).add(gradient.ref.mul(1 - BETA1));
      const v = second[name]!.mul(BETA2).add(numpy.square(gradient).mul(1 - BETA2));
      const deviation = numpy.sqrt(v.ref.div(correct(BETA2))).add(1e-8);
      const change = m.ref.div(correct(BETA1)).div(deviation).mul(LEARNING_RATE);
      next.first[name] = m;
      next.second[name] = v;
      next.parameters[name] = parameters[name]!.sub(change);
    }
    step.dispose();
    return [value, next];
  });

  let state = startOf(model);
  let last: JaxArray | null = null;
  return {
    step() {
      last?.dispose();
      [last, state] = update(state, images.ref, targets.ref);
    },
    async finish() {
      await blockUntilReady(refs(state.parameters)).then(release);
      const [value] = await last!.ref.data();
      return value!;
    },
  };
}

function startOf(model: Model): State {
  const make = (fill: (size: number) => Float32Array<ArrayBuffer>, shape: readonly number[]) =>
    numpy.array(fill(shape.reduce((a, b) => a * b, 1))).reshape([...shape]);
  const state: State = { parameters: {}, first: {}, second: {}, step: numpy.array(0) };
  for (const parameter of parametersOf(model)) {
    const { name, shape } = parameter;
    state.parameters[name] = make(() => Float32Array.from(initialize(parameter, 1)), shape);
    state.first[name] = make((size) => new Float32Array(size), shape);
    state.second[name] = make((size) => new Float32Array(size), shape);
  }
  return state;
}

/** Logits `[batch, classes]` in train mode; takes ownership of its arguments, as jax-js wants it. */
function logitsOf(model: Model, parameters: Parameters, images: JaxArray): JaxArray {
  const outputs = new Map<string, JaxArray>([[INPUT, images]]);
  const uses = new Map<string, number>();
  for (const name of model.layers.flatMap(({ inputs }) => inputs))
    uses.set(name, (uses.get(name) ?? 0) + 1);
  /** The array itself for its last use, a reference before. */
  const take = (name: string) => {
    const left = uses.get(name)! - 1;
    uses.set(name, left);
    return left === 0 ? outputs.get(name)! : outputs.get(name)!.ref;
  };
  let output = images;
  for (const layer of model.layers) {
    output = forward(layer, layer.inputs.map(take), parameters);
    outputs.set(layer.name, output);
  }
  return output;
}

function forward(
  layer: Model["layers"][number],
  [x, other]: JaxArray[],
  parameters: Parameters,
): JaxArray {
  const read = (name: string) => parameters[`${layer.name}.${name}`]!;
  switch (layer.op) {
    case "conv2d": {
      const { stridePx, paddingPx, groups } = layer;
      const padding: [number, number][] = [
        [paddingPx, paddingPx],
        [paddingPx, paddingPx],
      ];
      return lax.convGeneralDilated(x!, read("weight"), [stridePx, stridePx], padding, {
        featureGroupCount: groups,
      });
    }
    case "batchNorm": {
      const axes = [0, 2, 3];
      const channels = [1, layer.channels, 1, 1];
      const mean = numpy.mean(x!.ref, axes, { keepdims: true });
      const centered = x!.sub(mean);
      const variance = numpy.mean(numpy.square(centered.ref), axes, { keepdims: true });
      return centered
        .div(numpy.sqrt(variance.add(layer.epsilon)))
        .mul(read("weight").reshape(channels))
        .add(read("bias").reshape(channels));
    }
    case "activation":
      if (layer.kind === "relu") return nn.relu(x!);
      if (layer.kind === "relu6") return nn.relu6(x!);
      throw new Error(`The comparison has no activation "${layer.kind}" for jax-js.`);
    case "maxPool": {
      const { kernelPx, stridePx, paddingPx } = layer;
      if (kernelPx !== stridePx || paddingPx !== 0)
        throw new Error("jax-js has no differentiable max pooling with windows that overlap.");
      const [batch, channels, height, width] = x!.shape as [number, number, number, number];
      const [rows, columns] = [Math.floor(height / kernelPx), Math.floor(width / kernelPx)];
      return x!.reshape([batch, channels, rows, kernelPx, columns, kernelPx]).max([3, 5]);
    }
    case "globalAveragePool":
      return numpy.mean(x!, [2, 3]);
    case "linear":
      return numpy.matmul(x!, read("weight").transpose()).add(read("bias"));
    case "add":
      return x!.add(other!);
    default:
      throw new Error(`The comparison has no layer "${layer.op}" for jax-js.`);
  }
}

/** 8-bit `[batch, height, width, channels]` → `[batch, channels, height, width]` in −2 … 2. */
function imagesOf({ imageSizePx, channels }: Model, batch: number, pixels: Uint8Array): JaxArray {
  return numpy
    .array(Float32Array.from(pixels, (value) => value * (4 / 255) - 2))
    .reshape([batch, imageSizePx, imageSizePx, channels])
    .transpose([0, 3, 1, 2]);
}

function oneHot(labels: Int32Array, classCount: number): Float32Array<ArrayBuffer> {
  const targets = new Float32Array(labels.length * classCount);
  labels.forEach((label, row) => (targets[row * classCount + label] = 1));
  return targets;
}

function refs(arrays: Parameters): Parameters {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.ref]));
}

function release(arrays: Parameters): void {
  for (const array of Object.values(arrays)) array.dispose();
}
