/**
 * An optimizer is one elementwise update formula with its state slots. The formula is written over an
 * arithmetic that the engine supplies: tensors in the reference engine, code in a compiled one.
 */
import type { Options, Part } from "../../lib/part";

/** Elementwise float32 arithmetic; numbers stand for constants. */
export interface Arithmetic<V> {
  add(a: V, b: V | number): V;
  subtract(a: V | number, b: V | number): V;
  multiply(a: V, b: V | number): V;
  divide(a: V, b: V | number): V;
  maximum(a: V, b: V): V;
  absolute(a: V): V;
  squareRoot(a: V): V;
}

export interface StepContext {
  /** The number of this update of this parameter, from 1. */
  step: number;
  learningRate: number;
  /** Replaces the optimizer's own momentum (or β₁) where the schedule cycles it. */
  momentum?: number;
  /** False leaves out the weight decay, for biases and norms; true by default. */
  hasDecay?: boolean;
}

/** Numbers that change from step to step, worked out in float64 before the kernel runs. */
export type Coefficients<Name extends string = string> = Record<Name, number>;

export interface Optimizer<Slot extends string = string, Name extends string = string> {
  /** State tensors of the parameter's shape, 0 at first, under PyTorch's names. */
  slots: readonly Slot[];
  /** A schedule may cycle it; where there is none, PyTorch would turn it on behind the user's back. */
  hasMomentum: boolean;
  coefficients(context: StepContext): Coefficients<Name>;
  /** Returns exactly the slots above. */
  update<V>(
    math: Arithmetic<V>,
    at: UpdateInput<V, Slot, Name>,
  ): { parameter: V; slots: Record<Slot, V> };
}

export interface UpdateInput<V, Slot extends string = string, Name extends string = string> {
  parameter: V;
  gradient: V;
  slots: Record<Slot, V>;
  /** Values for the names that `coefficients` returned. */
  coefficients: Record<Name, V | number>;
}

export const optimizer = <const O extends Options>(part: Part<O, undefined, Optimizer>) => part;
