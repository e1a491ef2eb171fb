/** Runs a loss's formula on tensors. */
import * as tf from "@tensorflow/tfjs-core";
import type { LossArithmetic } from "./lossFormula";

export const tensorLossArithmetic: LossArithmetic<tf.Tensor> = {
  add: (a, b) => tf.add(a, b),
  multiply: (a, b) => tf.mul(a, b),
  maximum: (a, b) => tf.maximum(a, b),
  negate: (a) => tf.neg(a),
  exponential: (a) => tf.exp(a),
  exponentialMinusOne: (a) => tf.expm1(a),
  power: (a, exponent) => tf.pow(a, exponent),
};
