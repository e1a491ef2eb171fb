/** Golden section `init`: fans, and the spread of initial weights. */
import { z } from "zod";
import { fansOf, initialize, type Initializer } from "../nn/initialize";
import type { Parameter } from "../nn/model";
import { conv2d } from "../nn/ops/conv2d";
import { linear } from "../nn/ops/linear";
import { classifier, convolution } from "../parts/models/blocks";
import { expectClose, float32, float64, type Tolerance } from "./compare";
import { real } from "./nested";
import { NotSupported, unsupported, type Check, type Section } from "./section";

const initCase = z.looseObject({
  id: z.string(),
  weight_shape: z.array(z.int()),
  groups: z.int(),
  expected: z.record(z.string(), real.nullable()),
});
type InitCase = z.infer<typeof initCase>;
interface Spread {
  of: (golden: InitCase) => number;
  tolerance: Tolerance;
}

/** What the product initialises by, by the golden file's names. */
const spreads: Record<string, Spread> = {
  fan_in: { of: ({ weight_shape }) => fansOf(weight_shape).fanIn, tolerance: float64 },
  fan_out: { of: ({ weight_shape }) => fansOf(weight_shape).fanOut, tolerance: float64 },
  torch_default_uniform_bound: {
    of: (golden) => boundOf(golden, "weight"),
    tolerance: float64,
  },
  torch_default_bias_bound: { of: (golden) => boundOf(golden, "bias"), tolerance: float64 },
  kaiming_normal_fan_out_relu_std: { of: kaimingDeviation, tolerance: float32() },
};

/** One check for each number; a null stands for a number that does not exist. */
export const init: Section = (value) =>
  z
    .array(initCase)
    .parse(value)
    .flatMap((golden) =>
      Object.entries(golden.expected).flatMap(([name, expected]): Check[] => {
        if (expected === null) return [];
        const id = `${golden.id}/${name}`;
        const spread = spreads[name];
        if (!spread) return [unsupported(id, `initialisation "${name}"`)];
        const run = () => expectClose(name, spread.of(golden), expected, spread.tolerance);
        return [{ id, run }];
      }),
    );

/** The same seed and name draw the same normal numbers, so the quotient is the standard deviation. */
function kaimingDeviation({ weight_shape: shape }: InitCase): number {
  const draw = (initializer: Initializer) =>
    initialize({ name: "weight", shape, initializer }, 0)[0]!;
  return draw({ kind: "kaimingNormalFanOut" }) / draw({ kind: "normal", standardDeviation: 1 });
}

function boundOf(golden: InitCase, name: "weight" | "bias"): number {
  const parameter = parametersOf(golden).find((it) => it.name === `layer.${name}`);
  if (parameter?.initializer.kind !== "uniform")
    throw new NotSupported(`a uniform ${name} of this layer`);
  return parameter.initializer.bound;
}

/** Weight and bias of a layer of this shape, as our models make them. */
function parametersOf({ weight_shape, groups }: InitCase): Parameter[] {
  const [out, into, kernelPx] = weight_shape as [number, number, number?];
  if (kernelPx === undefined) {
    const layer = classifier("layer", "input", into, out, 0).at(-1)!;
    return layer.op === "linear" ? linear.parameters(layer) : [];
  }
  const shape = { inChannels: into * groups, outChannels: out, kernelPx };
  return conv2d.parameters({ ...convolution("layer", "input", shape), groups, hasBias: true });
}
