/** Initial values, as `torch.nn.init` makes them (not its random numbers, but its distributions). */
import { randomFrom, randomKey, randomNormal, type Random } from "../lib/random";
import { sizeOf } from "../lib/shape";
import type { Parameter } from "./model";

type Drawn =
  | { kind: "constant"; value: number }
  | { kind: "uniform"; bound: number }
  | { kind: "normal"; standardDeviation: number }
  /** Normal, drawn again outside −2 … 2 (values, not deviations), as timm's `trunc_normal_`. */
  | { kind: "truncatedNormal"; standardDeviation: number };

export type Initializer =
  | Drawn
  /** Variance 2 / fan, for layers before a ReLU. https://arxiv.org/abs/1502.01852 */
  | { kind: "kaimingNormalFanOut" | "kaimingNormalFanIn" | "kaimingUniformFanIn" }
  /** Variance 2 / (fan_in + fan_out). https://proceedings.mlr.press/v9/glorot10a.html */
  | { kind: "xavierNormal" | "xavierUniform" }
  /** Up to 1 / √fan: PyTorch's own start of a layer, and torchvision's of EfficientNet's classifier. */
  | { kind: "uniformFanIn" | "uniformFanOut" };

/** PyTorch's fans of a weight `[out, in / groups, …kernel]`; groups are ignored, as there. */
export function fansOf(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const [out = 1, into = 1, ...kernel] = shape;
  const receptive = sizeOf(kernel);
  return { fanIn: into * receptive, fanOut: out * receptive };
}

/** What an initializer draws for a weight of this shape. */
export function drawnOf(initializer: Initializer, shape: readonly number[]): Drawn {
  const { fanIn, fanOut } = fansOf(shape);
  const normal = (variance: number): Drawn => ({
    kind: "normal",
    standardDeviation: Math.sqrt(variance),
  });
  const uniform = (squaredBound: number): Drawn => ({
    kind: "uniform",
    bound: Math.sqrt(squaredBound),
  });
  switch (initializer.kind) {
    case "kaimingNormalFanOut":
      return normal(2 / fanOut);
    case "kaimingNormalFanIn":
      return normal(2 / fanIn);
    case "kaimingUniformFanIn":
      return uniform(6 / fanIn);
    case "xavierNormal":
      return normal(2 / (fanIn + fanOut));
    case "xavierUniform":
      return uniform(6 / (fanIn + fanOut));
    case "uniformFanIn":
      return uniform(1 / fanIn);
    case "uniformFanOut":
      return uniform(1 / fanOut);
    default:
      return initializer;
  }
}

/** Values of `parameter.shape`, from the seed and the parameter's name alone. */
export function initialize(parameter: Parameter, seed: number): Float32Array {
  const { initializer, name, shape } = parameter;
  const random = randomFrom(randomKey(seed, "initialize", name));
  const fill = (draw: () => number) => Float32Array.from({ length: sizeOf(shape) }, draw);
  const drawn = drawnOf(initializer, shape);
  switch (drawn.kind) {
    case "constant":
      return fill(() => drawn.value);
    case "uniform":
      return fill(() => (2 * random() - 1) * drawn.bound);
    case "normal":
      return fill(() => randomNormal(random) * drawn.standardDeviation);
    case "truncatedNormal":
      return fill(() => truncatedNormal(random, drawn.standardDeviation));
    default:
      return drawn satisfies never;
  }
}

function truncatedNormal(random: Random, standardDeviation: number): number {
  for (;;) {
    const value = randomNormal(random) * standardDeviation;
    if (Math.abs(value) <= 2) return value;
  }
}
