/**
 * A program: the layer list turned once, for one batch size, into a list of steps over tensors whose
 * places in memory are fixed. Engines have one kernel a step; nothing is decided while it runs.
 * Long, because it is one union: a step is a case of it and nothing else.
 */
import type { ClampKind, CurveKind } from "../../nn/ops/plain";

/** A tensor of the program, by its place in `Program.tensors`. */
export type TensorId = number;

/** Where a parameter (and its gradient, and its optimizer state) begins in the flat buffers. */
export interface Slice {
  name: string;
  /** In floats; a multiple of `SLICE_ALIGNMENT`. */
  offset: number;
  size: number;
  /** PyTorch's, as in the model. */
  torchShape: readonly number[];
}

export interface ConvGeometry {
  inHeight: number;
  inWidth: number;
  inChannels: number;
  outHeight: number;
  outWidth: number;
  outChannels: number;
  kernelPx: number;
  stridePx: number;
  paddingPx: number;
}

/** Square windows over `[batch, height, width, channels]`. */
export type PoolGeometry = Omit<ConvGeometry, "inChannels" | "outChannels"> & { channels: number };

/** What other steps can do on the way; every other activation is a step of its own. */
export type StepActivation = ClampKind | "none";

/**
 * Weights are `[height, width, in, out]`, grouped `[height, width, in / groups, out]`, depthwise
 * `[height, width, channels]`, linear `[in, out]`.
 * A gradient of a tensor is added to what is there where `accumulate` says so, and written otherwise;
 * gradients of parameters are always added.
 */
export type Step =
  | {
      op: "conv2d";
      x: TensorId;
      y: TensorId;
      weight: Slice;
      bias: Slice | null;
      geometry: ConvGeometry;
    }
  | {
      op: "conv2dInputGradient";
      dy: TensorId;
      dx: TensorId;
      weight: Slice;
      geometry: ConvGeometry;
      accumulate: boolean;
    }
  | {
      op: "conv2dFilterGradient";
      x: TensorId;
      dy: TensorId;
      weight: Slice;
      bias: Slice | null;
      geometry: ConvGeometry;
    }
  | {
      op: "depthwise";
      x: TensorId;
      y: TensorId;
      weight: Slice;
      bias: Slice | null;
      geometry: ConvGeometry;
    }
  | {
      op: "depthwiseInputGradient";
      dy: TensorId;
      dx: TensorId;
      weight: Slice;
      geometry: ConvGeometry;
      accumulate: boolean;
    }
  | {
      op: "depthwiseFilterGradient";
      x: TensorId;
      dy: TensorId;
      weight: Slice;
      bias: Slice | null;
      geometry: ConvGeometry;
    }
  | {
      op: "groupedConv2d";
      x: TensorId;
      y: TensorId;
      weight: Slice;
      bias: Slice | null;
      geometry: ConvGeometry;
      groups: number;
    }
  | {
      op: "groupedConv2dInputGradient";
      dy: TensorId;
      dx: TensorId;
      weight: Slice;
      geometry: ConvGeometry;
      groups: number;
      accumulate: boolean;
    }
  | {
      op: "groupedConv2dFilterGradient";
      x: TensorId;
      dy: TensorId;
      weight: Slice;
      bias: Slice | null;
      geometry: ConvGeometry;
      groups: number;
    }
  /**
   * y = activation(BatchNorm(x) + residual), over `rows` of `channels`. `statistics` receives
   * `[2, channels]`: mean and 1 / √(variance + ε) of the batch; running statistics are updated.
   */
  | {
      op: "batchNormTrain";
      x: TensorId;
      y: TensorId;
      residual: TensorId | null;
      statistics: TensorId;
      norm: NormStep;
      activation: StepActivation;
    }
  /** Eval mode, and what is frozen: a convolution with the BatchNorm after it folded into its weights, and what follows. */
  | {
      op: "conv2dFolded";
      isDepthwise: boolean;
      x: TensorId;
      y: TensorId;
      weight: Slice;
      bias: Slice | null;
      norm: NormStep;
      residual: TensorId | null;
      activation: StepActivation;
      geometry: ConvGeometry;
    }
  /** Eval mode, and what is frozen: a BatchNorm that is not folded. */
  | {
      op: "batchNormEval";
      x: TensorId;
      y: TensorId;
      residual: TensorId | null;
      norm: NormStep;
      activation: StepActivation;
    }
  | {
      op: "batchNormGradient";
      x: TensorId;
      y: TensorId;
      dy: TensorId;
      dx: TensorId;
      residualGradient: { id: TensorId; accumulate: boolean } | null;
      statistics: TensorId;
      norm: NormStep;
      activation: StepActivation;
      accumulate: boolean;
    }
  /** Of `batchNormEval`, where a frozen BatchNorm stands above what learns. */
  | {
      op: "batchNormEvalGradient";
      y: TensorId;
      dy: TensorId;
      dx: TensorId;
      residualGradient: { id: TensorId; accumulate: boolean } | null;
      norm: NormStep;
      activation: StepActivation;
      accumulate: boolean;
    }
  /** y = activation(a + b); b is null for a lone activation. */
  | {
      op: "addActivation";
      a: TensorId;
      b: TensorId | null;
      y: TensorId;
      size: number;
      activation: StepActivation;
    }
  | {
      op: "addActivationGradient";
      y: TensorId;
      dy: TensorId;
      targets: { id: TensorId; accumulate: boolean }[];
      size: number;
      activation: StepActivation;
    }
  | { op: "activation"; x: TensorId; y: TensorId; kind: CurveKind; size: number }
  | {
      op: "activationGradient";
      x: TensorId;
      dy: TensorId;
      dx: TensorId;
      kind: CurveKind;
      size: number;
      accumulate: boolean;
    }
  | { op: "layerNorm"; x: TensorId; y: TensorId; norm: LayerNormStep }
  /** `dx` is null where only the weights learn; they do so where `learns`. */
  | {
      op: "layerNormGradient";
      learns: boolean;
      x: TensorId;
      dy: TensorId;
      dx: TensorId | null;
      norm: LayerNormStep;
      accumulate: boolean;
    }
  /** y = x · gamma, over `rows` of `channels`. */
  | {
      op: "layerScale";
      x: TensorId;
      y: TensorId;
      gamma: Slice;
      rows: number;
      channels: number;
      accumulate: boolean;
    }
  | {
      op: "layerScaleGammaGradient";
      x: TensorId;
      dy: TensorId;
      gamma: Slice;
      rows: number;
      channels: number;
    }
  /** y = x · gate: each image's `pixels` of `channels` by its own `[channels]`. */
  | {
      op: "scale";
      x: TensorId;
      gate: TensorId;
      y: TensorId;
      pixels: number;
      channels: number;
      accumulate: boolean;
    }
  /** dx is the gate's gradient. */
  | {
      op: "scaleGateGradient";
      x: TensorId;
      dy: TensorId;
      dx: TensorId;
      pixels: number;
      channels: number;
      accumulate: boolean;
    }
  /** y = x · mask: each image by its own number; the mask is uploaded before each pass. */
  | {
      op: "multiplyImages";
      x: TensorId;
      mask: TensorId;
      y: TensorId;
      imageSize: number;
      accumulate: boolean;
    }
  | { op: "averagePool"; x: TensorId; y: TensorId; geometry: PoolGeometry }
  | {
      op: "averagePoolGradient";
      dy: TensorId;
      dx: TensorId;
      geometry: PoolGeometry;
      accumulate: boolean;
    }
  /** `places` receives, for each output, which of the window's inputs was largest. */
  | { op: "maxPool"; x: TensorId; y: TensorId; places: TensorId | null; geometry: PoolGeometry }
  | {
      op: "maxPoolGradient";
      dy: TensorId;
      dx: TensorId;
      places: TensorId;
      geometry: PoolGeometry;
      accumulate: boolean;
    }
  | { op: "globalAveragePool"; x: TensorId; y: TensorId; pixels: number; channels: number }
  | {
      op: "globalAveragePoolGradient";
      dy: TensorId;
      dx: TensorId;
      pixels: number;
      channels: number;
      accumulate: boolean;
    }
  /** y = x · mask; the mask is uploaded before each pass. */
  | { op: "multiply"; x: TensorId; mask: TensorId; y: TensorId; size: number; accumulate: boolean }
  | {
      op: "linear";
      x: TensorId;
      y: TensorId;
      weight: Slice;
      bias: Slice;
      inFeatures: number;
      outFeatures: number;
    }
  | {
      op: "linearInputGradient";
      dy: TensorId;
      dx: TensorId;
      weight: Slice;
      inFeatures: number;
      outFeatures: number;
      accumulate: boolean;
    }
  | {
      op: "linearFilterGradient";
      x: TensorId;
      dy: TensorId;
      weight: Slice;
      bias: Slice;
      inFeatures: number;
      outFeatures: number;
    };

export interface NormStep {
  weight: Slice;
  bias: Slice;
  /** In the flat buffer of the model's buffers. */
  runningMean: Slice;
  runningVariance: Slice;
  epsilon: number;
  momentum: number;
  rows: number;
  channels: number;
}

export interface LayerNormStep {
  weight: Slice;
  bias: Slice;
  epsilon: number;
  rows: number;
  channels: number;
}

export interface ProgramTensor {
  label: string;
  /** In floats. */
  size: number;
  /** Tensors that are never alive together share a slot. */
  slot: number;
}

export interface DropoutMask {
  layerName: string;
  probability: number;
  mask: TensorId;
}

export interface Program {
  batchSize: number;
  tensors: readonly ProgramTensor[];
  /** Floats of each slot; their sum is the peak of activations and gradients. */
  slots: readonly number[];
  images: TensorId;
  logits: TensorId;
  /** null in eval mode. */
  logitsGradient: TensorId | null;
  dropouts: readonly DropoutMask[];
  forward: readonly Step[];
  backward: readonly Step[];
}

/** In floats: a flat buffer's parts can be bound and loaded on their own. */
export const SLICE_ALIGNMENT = 64;
