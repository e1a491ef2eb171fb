/** The table of layer ops. An engine without an entry for one of them does not compile. */
import { batchNorm, type BatchNorm } from "./batchNorm";
import { conv2d, type Conv2d } from "./conv2d";
import { linear, type Linear } from "./linear";
import {
  activation,
  add,
  dropout,
  globalAveragePool,
  maxPool,
  type Activation,
  type Add,
  type Dropout,
  type GlobalAveragePool,
  type MaxPool,
} from "./plain";

export type Layer =
  Conv2d | BatchNorm | Activation | MaxPool | GlobalAveragePool | Dropout | Linear | Add;

export type OpName = Layer["op"];
export type LayerOf<Name extends OpName> = Extract<Layer, { op: Name }>;

export const layerOps = {
  conv2d,
  batchNorm,
  activation,
  maxPool,
  globalAveragePool,
  dropout,
  linear,
  add,
};

export type { LayerShape } from "./op";
