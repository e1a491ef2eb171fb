/** Steps that look at one number at a time; buffers end at whole vectors, so any size will do. */
import { read, tensor, write, type Kernel } from "../kernel";
import { activationCode } from "./activationCode";
import type { StepKernels } from "./stepContext";
import { store } from "./vector";

const type = "vec4f";

export const addActivation: StepKernels<"addActivation"> = ({ a, b, y, size, activation }) => [
  {
    label: "addActivation",
    bindings: [
      read("a", type, tensor(a)),
      ...(b === null ? [] : [read("b", type, tensor(b))]),
      write("y", type, tensor(y)),
    ],
    sizes: {},
    threads: Math.ceil(size / 4),
    body: `  y[id] = ${activationCode[activation].apply(b === null ? "a[id]" : "a[id] + b[id]", type)};`,
  },
];

/** One kernel a target: both may be the same tensor, which a kernel could not bind twice. */
export const addActivationGradient: StepKernels<"addActivationGradient"> = (step) => {
  const { y, dy, targets, size, activation } = step;
  // Where there is no activation, the output may be gone already.
  const output = activation === "none" ? [] : [read("y", type, tensor(y))];
  const gradient = activationCode[activation].gradient("dy[id]", "y[id]", type);
  return targets.map(({ id, accumulate }): Kernel => ({
    label: "addActivationGradient",
    bindings: [read("dy", type, tensor(dy)), ...output, write("goal", type, tensor(id))],
    sizes: {},
    threads: Math.ceil(size / 4),
    body: `  ${store("goal[id]", gradient, accumulate)}`,
  }));
};

export const multiply: StepKernels<"multiply"> = ({ x, mask, y, size, accumulate }) => [
  {
    label: "multiply",
    bindings: [
      read("x", type, tensor(x)),
      read("mask", type, tensor(mask)),
      write("y", type, tensor(y)),
    ],
    sizes: {},
    threads: Math.ceil(size / 4),
    body: `  ${store("y[id]", "x[id] * mask[id]", accumulate)}`,
  },
];
