/** Activations whose gradient needs their input; buffers end at whole vectors, so any size will do. */
import type { CurveKind } from "../../../nn/ops/plain";
import { read, tensor, write } from "../kernel";
import type { StepKernels } from "./stepContext";
import { store } from "./vector";

const type = "vec4f";

interface Curve {
  /** Code that defines what the others use, from `value`. */
  prepare: string;
  output: string;
  slope: string;
}

// Beyond, e to that power would be infinite, and the sigmoid is 0 in float32 anyway.
const sigmoid = "let sigmoid = 1.0 / (1.0 + exp(min(-value, vec4f(87))));";
const hardSigmoid = "let share = clamp(value + 3.0, vec4f(0), vec4f(6)) / 6.0;";
const isSloped = "abs(value) < vec4f(3)";

/** erf as a rational function, as in Eigen: its largest error is 3.4e-7. https://eigen.tuxfamily.org */
const normalDistribution = `
  let z = clamp(value * ${Math.SQRT1_2}, vec4f(-3.832506856900711), vec4f(3.832506856900711));
  let zz = z * z;
  let top = (((0.00022905065861350646 * zz + 0.0034082910107109506) * zz + 0.050955695062380861) * zz
    + 0.18520832239976145) * zz + 1.128379143519084;
  let bottom = (((((-1.1791602954361697e-7 * zz + 0.000023547966471313185) * zz
    + 0.0010179625278914885) * zz + 0.014070470171167667) * zz + 0.11098505178285362) * zz
    + 0.49746925110067538) * zz + 1.0;
  let below = 0.5 * (1.0 + z * top / bottom);`;

const curves: Record<CurveKind, Curve> = {
  sigmoid: { prepare: sigmoid, output: "sigmoid", slope: "sigmoid * (1.0 - sigmoid)" },
  hardSigmoid: {
    prepare: hardSigmoid,
    output: "share",
    slope: `select(vec4f(0), vec4f(${1 / 6}), ${isSloped})`,
  },
  silu: {
    prepare: sigmoid,
    output: "value * sigmoid",
    slope: "sigmoid * (1.0 + value * (1.0 - sigmoid))",
  },
  hardSwish: {
    prepare: hardSigmoid,
    output: "value * share",
    slope: `share + select(vec4f(0), value / 6.0, ${isSloped})`,
  },
  gelu: {
    prepare: normalDistribution,
    output: "value * below",
    // The density of the normal distribution: e^(−x²/2) / √(2π).
    slope: "below + value * exp(-0.5 * value * value) * 0.3989422804014327",
  },
};

export const activation: StepKernels<"activation"> = ({ x, y, kind, size }) => [
  {
    label: kind,
    bindings: [read("x", type, tensor(x)), write("y", type, tensor(y))],
    sizes: {},
    threads: Math.ceil(size / 4),
    body: `
  let value = x[id];
  ${curves[kind].prepare}
  y[id] = ${curves[kind].output};`,
  },
];

export const activationGradient: StepKernels<"activationGradient"> = (step) => {
  const { x, dy, dx, kind, size, accumulate } = step;
  return [
    {
      label: `${kind}Gradient`,
      bindings: [
        read("x", type, tensor(x)),
        read("dy", type, tensor(dy)),
        write("dx", type, tensor(dx)),
      ],
      sizes: {},
      threads: Math.ceil(size / 4),
      body: `
  let value = x[id];
  ${curves[kind].prepare}
  ${store("dx[id]", `dy[id] * (${curves[kind].slope})`, accumulate)}`,
    },
  ];
};
