/** The table of layer ops. An engine without an entry for one of them does not compile. */
import { batchNorm, type BatchNorm } from "./batchNorm";
import { conv2d, type Conv2d } from "./conv2d";
import { layerNorm, type LayerNorm } from "./layerNorm";
import { layerScale, type LayerScale } from "./layerScale";
import { linear, type Linear } from "./linear";
import {
  activation,
  add,
  averagePool,
  dropout,
  flatten,
  globalAveragePool,
  maxPool,
  scale,
  stochasticDepth,
  type Activation,
  type Add,
  type AveragePool,
  type Dropout,
  type Flatten,
  type GlobalAveragePool,
  type MaxPool,
  type Scale,
  type StochasticDepth,
} from "./plain";

export type Layer =
  | Conv2d
  | BatchNorm
  | LayerNorm
  | LayerScale
  | Activation
  | MaxPool
  | AveragePool
  | GlobalAveragePool
  | Flatten
  | Dropout
  | StochasticDepth
  | Linear
  | Add
  | Scale;

export type OpName = Layer["op"];
export type LayerOf<Name extends OpName> = Extract<Layer, { op: Name }>;

export const layerOps = {
  conv2d,
  batchNorm,
  layerNorm,
  layerScale,
  activation,
  maxPool,
  averagePool,
  globalAveragePool,
  flatten,
  dropout,
  stochasticDepth,
  linear,
  add,
  scale,
};

export type { LayerShape } from "./op";
