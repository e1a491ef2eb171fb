/**
 * A loss of the form Σ_c share_c · ℓ(log p_c) over an image's softmax probabilities p. The formula of ℓ
 * is written over an arithmetic that the engine supplies: tensors in the reference engine, code or plain
 * numbers in a compiled one, which then needs no differentiation by TensorFlow.js.
 */

/** Elementwise; numbers stand for constants. */
export interface LossArithmetic<V> {
  add(a: V, b: V | number): V;
  multiply(a: V, b: V | number): V;
  maximum(a: V, b: number): V;
  negate(a: V): V;
  exponential(a: V): V;
  /** e^a − 1 without losing what is small. */
  exponentialMinusOne(a: V): V;
  /** Of a positive number. */
  power(a: V, exponent: number): V;
}

export interface LossFormula {
  /** ℓ of one class. */
  value<V>(math: LossArithmetic<V>, logProbability: V): V;
  /** dℓ / d log p. */
  slope<V>(math: LossArithmetic<V>, logProbability: V): V | number;
}
