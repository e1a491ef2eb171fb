/** Initial values, as `torch.nn.init` makes them (not its random numbers, but its distributions). */
import { randomFrom, randomKey, randomNormal } from "../lib/random";
import { sizeOf } from "../lib/shape";
import type { Parameter } from "./model";

export type Initializer =
  | { kind: "constant"; value: number }
  | { kind: "uniform"; bound: number }
  | { kind: "normal"; standardDeviation: number }
  /** Normal with variance 2 / fan_out, for layers before a ReLU. https://arxiv.org/abs/1502.01852 */
  | { kind: "kaimingNormalFanOut" };

/** PyTorch's fans of a weight `[out, in / groups, …kernel]`; groups are ignored, as there. */
export function fansOf(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const [out = 1, into = 1, ...kernel] = shape;
  const receptive = sizeOf(kernel);
  return { fanIn: into * receptive, fanOut: out * receptive };
}

/** Values of `parameter.shape`, from the seed and the parameter's name alone. */
export function initialize(parameter: Parameter, seed: number): Float32Array {
  const { initializer, name, shape } = parameter;
  const random = randomFrom(randomKey(seed, "initialize", name));
  const fill = (draw: () => number) => Float32Array.from({ length: sizeOf(shape) }, draw);
  switch (initializer.kind) {
    case "constant":
      return fill(() => initializer.value);
    case "uniform":
      return fill(() => (2 * random() - 1) * initializer.bound);
    case "normal":
      return fill(() => randomNormal(random) * initializer.standardDeviation);
    case "kaimingNormalFanOut": {
      const standardDeviation = Math.sqrt(2 / fansOf(shape).fanOut);
      return fill(() => randomNormal(random) * standardDeviation);
    }
    default:
      return initializer satisfies never;
  }
}
