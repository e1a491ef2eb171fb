/** Golden section `init`: fans, and the spread of initial weights. */
import { z } from "zod";
import { drawnOf, fansOf, type Initializer } from "../nn/initialize";
import type { Parameter } from "../nn/model";
import { conv2d } from "../nn/ops/conv2d";
import { linear } from "../nn/ops/linear";
import { classifier, convolution } from "../parts/models/blocks";
import { expectClose, float64 } from "./compare";
import { real } from "./nested";
import { NotSupported, unsupported, type Check, type Section } from "./section";

const initCase = z.looseObject({
  id: z.string(),
  weight_shape: z.array(z.int()),
  groups: z.int(),
  expected: z.record(z.string(), real.nullable()),
});
type InitCase = z.infer<typeof initCase>;
/** What the product initialises by, by the golden file's names. */
const spreads: Record<string, (golden: InitCase) => number> = {
  fan_in: ({ weight_shape }) => fansOf(weight_shape).fanIn,
  fan_out: ({ weight_shape }) => fansOf(weight_shape).fanOut,
  torch_default_uniform_bound: spread({ kind: "uniformFanIn" }),
  torch_default_bias_bound: biasBoundOf,
  kaiming_normal_fan_out_relu_std: spread({ kind: "kaimingNormalFanOut" }),
  kaiming_normal_fan_in_relu_std: spread({ kind: "kaimingNormalFanIn" }),
  kaiming_uniform_fan_in_relu_bound: spread({ kind: "kaimingUniformFanIn" }),
  xavier_uniform_bound: spread({ kind: "xavierUniform" }),
  xavier_normal_std: spread({ kind: "xavierNormal" }),
  efficientnet_linear_uniform_bound: spread({ kind: "uniformFanOut" }),
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
        const of = spreads[name];
        if (!of) return [unsupported(id, `initialisation "${name}"`)];
        return [{ id, run: () => expectClose(name, of(golden), expected, float64) }];
      }),
    );

/** The standard deviation of a normal, the bound of a uniform distribution. */
function spread(initializer: Initializer) {
  return ({ weight_shape }: InitCase): number => {
    const drawn = drawnOf(initializer, weight_shape);
    if (drawn.kind === "uniform") return drawn.bound;
    if (drawn.kind === "normal") return drawn.standardDeviation;
    throw new NotSupported(`the spread of a "${drawn.kind}"`);
  };
}

function biasBoundOf(golden: InitCase): number {
  const bias = parametersOf(golden).find(({ name }) => name === "layer.bias");
  if (bias?.initializer.kind !== "uniform") throw new NotSupported("a uniform bias of this layer");
  return bias.initializer.bound;
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
