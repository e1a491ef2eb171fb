/** The table of steps: a step without an entry does not compile. Long, because it is one table. */
import type { Step } from "../../plan/program";
import { activation, activationGradient } from "./activation";
import { averagePool, averagePoolGradient } from "./averagePool";
import {
  batchNormEval,
  batchNormEvalGradient,
  batchNormGradient,
  batchNormTrain,
  foldNorm,
} from "./batchNorm";
import { convolveBackward, convolveForward, plainFinish, type Convolution } from "./convolve";
import { depthwiseBackward, depthwiseFilterGradient, depthwiseForward } from "./depthwise";
import { biasGradient, filterGradient } from "./filterGradient";
import { groupedConv2d, groupedConv2dFilterGradient, groupedConv2dInputGradient } from "./grouped";
import { layerNorm, layerNormGradient } from "./layerNorm";
import { linear, linearFilterGradient, linearInputGradient } from "./linear";
import {
  layerScale,
  layerScaleGammaGradient,
  multiplyImages,
  scale,
  scaleGateGradient,
} from "./scale";
import { CHUNK, limitsOf, unitsOf, type Lower, type Places } from "./step";
import { windowOf } from "./window";
import {
  isForWinograd,
  winogradBackward,
  winogradFilterGradient,
  winogradForward,
} from "./winograd";

const forward = (at: Places, convolution: Convolution) =>
  isForWinograd(convolution.geometry)
    ? winogradForward(at, convolution)
    : convolveForward(at, convolution);

const backward = (at: Places, convolution: Convolution) =>
  isForWinograd(convolution.geometry)
    ? winogradBackward(at, convolution)
    : convolveBackward(at, convolution);

export const steps: { [Op in Step["op"]]: Lower<Op> } = {
  conv2d: ({ x, y, weight, bias, geometry }, at) =>
    forward(at, {
      x: at.tensor(x),
      y: at.tensor(y),
      weight: at.parameter(weight),
      geometry,
      finish: { ...plainFinish, bias: bias ? at.parameter(bias) : 0 },
    }),
  conv2dInputGradient: ({ dy, dx, weight, geometry, accumulate }, at) =>
    backward(at, {
      x: at.tensor(dy),
      y: at.tensor(dx),
      weight: at.parameter(weight),
      geometry,
      finish: { ...plainFinish, addend: accumulate ? at.tensor(dx) : 0 },
    }),
  conv2dFilterGradient: ({ x, dy, weight, bias, geometry }, at) => {
    (isForWinograd(geometry) ? winogradFilterGradient : filterGradient)(at, {
      x: at.tensor(x),
      y: at.tensor(dy),
      weightGradient: at.wholeGradient(weight),
      geometry,
    });
    if (bias)
      biasGradient(at, {
        from: at.tensor(dy),
        to: at.wholeGradient(bias),
        rows: at.batchSize * geometry.outHeight * geometry.outWidth,
        columns: geometry.outChannels,
      });
  },
  depthwise: ({ x, y, weight, bias, geometry }, at) =>
    depthwiseForward(at, {
      x: at.tensor(x),
      y: at.tensor(y),
      weight: at.parameter(weight),
      geometry,
      finish: { ...plainFinish, bias: bias ? at.parameter(bias) : 0 },
    }),
  depthwiseInputGradient: ({ dy, dx, weight, geometry, accumulate }, at) =>
    depthwiseBackward(at, {
      x: at.tensor(dy),
      y: at.tensor(dx),
      weight: at.parameter(weight),
      geometry,
      finish: { ...plainFinish, addend: accumulate ? at.tensor(dx) : 0 },
    }),
  depthwiseFilterGradient: ({ x, dy, weight, bias, geometry }, at) => {
    depthwiseFilterGradient(at, {
      x: at.tensor(x),
      dy: at.tensor(dy),
      weightGradient: at.wholeGradient(weight),
      geometry,
    });
    if (bias)
      biasGradient(at, {
        from: at.tensor(dy),
        to: at.wholeGradient(bias),
        rows: at.batchSize * geometry.outHeight * geometry.outWidth,
        columns: geometry.outChannels,
      });
  },
  conv2dFolded: (step, at) => {
    const { x, y, weight, bias, norm, residual, activation, geometry, isDepthwise } = step;
    const { scale, offset } = foldNorm(at, norm, bias ? at.parameter(bias) : 0);
    (isDepthwise ? depthwiseForward : forward)(at, {
      x: at.tensor(x),
      y: at.tensor(y),
      weight: at.parameter(weight),
      geometry,
      finish: {
        bias: offset,
        scale,
        addend: residual === null ? 0 : at.tensor(residual),
        ...limitsOf(activation),
      },
    });
  },
  groupedConv2d,
  groupedConv2dInputGradient,
  groupedConv2dFilterGradient,
  activation,
  activationGradient,
  layerNorm,
  layerNormGradient,
  layerScale,
  layerScaleGammaGradient,
  scale,
  scaleGateGradient,
  multiplyImages,
  averagePool,
  averagePoolGradient,
  batchNormTrain,
  batchNormEval,
  batchNormGradient,
  batchNormEvalGradient,
  addActivation: ({ a, b, y, size, activation }, at) =>
    at.emit("addActivation", unitsOf(size, CHUNK), {
      a: at.tensor(a),
      b: b === null ? 0 : at.tensor(b),
      y: at.tensor(y),
      size,
      chunk: CHUNK,
      ...limitsOf(activation),
    }),
  addActivationGradient: ({ y, dy, targets, size, activation }, at) => {
    for (const { id, accumulate } of targets)
      at.emit("addActivationGradient", unitsOf(size, CHUNK), {
        // Without an activation the output is gone by now.
        y: activation === "none" ? 0 : at.tensor(y),
        dy: at.tensor(dy),
        dx: at.tensor(id),
        isAdded: Number(accumulate),
        size,
        chunk: CHUNK,
        hasActivation: Number(activation !== "none"),
        ...limitsOf(activation),
      });
  },
  maxPool: ({ x, y, places, geometry }, at) =>
    at.emit("maxPool", at.batchSize * geometry.outHeight, {
      x: at.tensor(x),
      y: at.tensor(y),
      places: places === null ? 0 : at.tensor(places),
      ...windowOf(geometry),
    }),
  maxPoolGradient: ({ dy, dx, places, geometry, accumulate }, at) =>
    at.emit("maxPoolGradient", at.batchSize * geometry.inHeight, {
      dy: at.tensor(dy),
      dx: at.tensor(dx),
      places: at.tensor(places),
      isAdded: Number(accumulate),
      ...windowOf(geometry),
    }),
  globalAveragePool: ({ x, y, pixels, channels }, at) =>
    at.emit("globalAveragePool", at.batchSize, {
      x: at.tensor(x),
      y: at.tensor(y),
      pixels,
      channels,
    }),
  globalAveragePoolGradient: ({ dy, dx, pixels, channels, accumulate }, at) =>
    at.emit("globalAveragePoolGradient", at.batchSize, {
      dy: at.tensor(dy),
      dx: at.tensor(dx),
      isAdded: Number(accumulate),
      pixels,
      channels,
    }),
  multiply: ({ x, mask, y, size, accumulate }, at) =>
    at.emit("multiply", unitsOf(size, CHUNK), {
      x: at.tensor(x),
      mask: at.tensor(mask),
      y: at.tensor(y),
      isAdded: Number(accumulate),
      size,
      chunk: CHUNK,
    }),
  linear,
  linearInputGradient,
  linearFilterGradient,
};
