/** What the comparison uses of jax-js, so that types are checked where only `bench` installs it. */
declare module "@jax-js/jax" {
  interface Array {
    /** One more owner. */
    readonly ref: Array;
    readonly shape: number[];
    add(other: Array | number): Array;
    sub(other: Array | number): Array;
    mul(other: Array | number): Array;
    div(other: Array | number): Array;
    sum(): Array;
    max(axes: number[]): Array;
    reshape(shape: number[]): Array;
    transpose(axes?: number[]): Array;
    data(): Promise<Float32Array>;
    dispose(): void;
  }
  function init(device: string): Promise<string[]>;
  function defaultDevice(device: string): string;
  function jit<A extends unknown[], R>(traced: (...inputs: A) => R): (...inputs: A) => R;
  function valueAndGrad<P, A extends unknown[]>(
    loss: (parameters: P, ...inputs: A) => Array,
  ): (parameters: P, ...inputs: A) => [value: Array, gradients: P];
  function blockUntilReady<T>(arrays: T): Promise<T>;
  const numpy: {
    array(values: Float32Array | number): Array;
    mean(x: Array, axes: number[], options?: { keepdims: boolean }): Array;
    square(x: Array): Array;
    sqrt(x: Array): Array;
    power(base: number, exponent: Array): Array;
    matmul(a: Array, b: Array): Array;
  };
  const nn: {
    relu(x: Array): Array;
    relu6(x: Array): Array;
    logSoftmax(x: Array, axis: number): Array;
  };
  const lax: {
    convGeneralDilated(
      images: Array,
      filter: Array,
      strides: number[],
      padding: [number, number][],
      options: { featureGroupCount: number },
    ): Array;
  };
}
