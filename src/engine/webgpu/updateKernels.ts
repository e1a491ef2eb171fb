/** The optimizer's formula as one kernel over the flat parameters, and the gradient's global norm. */
import type { Arithmetic, Optimizer } from "../../parts/optimizers/optimizer";
import { flat, read, scratch, write, type Kernel } from "./kernel";

/** Of each group's coefficients in their buffer, in floats: a binding's alignment. */
export const COEFFICIENT_STRIDE = 64;

/** The coefficients that every optimizer has, before its own. */
const SHARED = ["denominator", "clipNorm"];

export interface Stretch {
  /** Of the flat buffers, in floats. */
  offset: number;
  size: number;
  /** Whose coefficients it uses. */
  group: number;
}

/** Clipping's norm, if any, and the update of each stretch. */
export function updateKernels(
  optimizer: Optimizer,
  isClipped: boolean,
  stretches: readonly Stretch[],
): Kernel[] {
  const names = Object.keys(optimizer.coefficients({ step: 1, learningRate: 1 }));
  return [
    ...(isClipped ? normKernels(stretches) : []),
    ...stretches.map((it) => updateKernel(optimizer, names, isClipped, it)),
  ];
}

/** The formula is run once on names of variables, and writes down what it does. */
function updateKernel(
  optimizer: Optimizer,
  coefficientNames: readonly string[],
  isClipped: boolean,
  { offset, size, group }: Stretch,
): Kernel {
  const code: string[] = [];
  const emit = (expression: string): string => {
    code.push(`  let v${code.length} = ${expression};`);
    return `v${code.length - 1}`;
  };
  const operand = (value: string | number) => (typeof value === "number" ? literal(value) : value);
  const binary = (operator: string) => (a: string | number, b: string | number) =>
    emit(`${operand(a)} ${operator} ${operand(b)}`);
  const math: Arithmetic<string> = {
    add: binary("+"),
    subtract: binary("-"),
    multiply: binary("*"),
    divide: binary("/"),
    maximum: (a, b) => emit(`max(${a}, ${b})`),
    absolute: (a) => emit(`abs(${a})`),
    squareRoot: (a) => emit(`sqrt(${a})`),
  };
  const coefficient = (index: number) => emit(`vec4f(coefficients[${index}])`);
  const divided = math.divide(emit("gradients[id]"), coefficient(0));
  const gradient = isClipped ? math.multiply(divided, emit("vec4f(norm[1])")) : divided;
  const { slots } = optimizer;
  const updated = optimizer.update(math, {
    parameter: emit("parameters[id]"),
    gradient,
    slots: Object.fromEntries(slots.map((slot, i) => [slot, emit(`slot${i}[id]`)])),
    coefficients: Object.fromEntries(
      coefficientNames.map((name, i) => [name, coefficient(SHARED.length + i)]),
    ),
  });
  const place = { offset, size };
  return {
    label: "update",
    bindings: [
      write("parameters", "vec4f", flat("parameters", place)),
      read("gradients", "vec4f", flat("gradients", place)),
      ...slots.map((slot, i) => write(`slot${i}`, "vec4f", flat(`slot.${slot}`, place))),
      read("coefficients", "f32", coefficientsOf(group)),
      ...(isClipped ? [read("norm", "f32", flat("gradientNorm", { offset: 0, size: 2 }))] : []),
    ],
    sizes: {},
    threads: Math.ceil(size / 4),
    body: `${code.join("\n")}
  parameters[id] = ${updated.parameter};
${slots.map((slot, i) => `  slot${i}[id] = ${updated.slots[slot]!};`).join("\n")}`,
  };
}

const coefficientsOf = (group: number) =>
  flat("coefficients", { offset: group * COEFFICIENT_STRIDE, size: COEFFICIENT_STRIDE });

function literal(value: number): string {
  return `vec4f(${Math.fround(value)}f)`;
}

/** Leaves `[norm, min(1, clipNorm / (norm + 1e-6))]` in "gradientNorm"; each stretch is one binding. */
function normKernels(stretches: readonly Stretch[]): Kernel[] {
  const parts = scratch("normParts", stretches.length * NORM_THREADS);
  const columns = scratch("normColumns", NORM_COLUMNS);
  return [
    ...stretches.map(({ offset, size, group }, i): Kernel => ({
      label: "gradientSquares",
      bindings: [
        read("gradients", "vec4f", flat("gradients", { offset, size })),
        read("coefficients", "f32", coefficientsOf(group)),
        write("parts", "f32", parts),
      ],
      sizes: { vectors: Math.ceil(size / 4), first: i * NORM_THREADS },
      threads: NORM_THREADS,
      body: `
  var sum = vec4f(0);
  for (var i = id; i < sizes.vectors; i += ${NORM_THREADS}) {
    let gradient = gradients[i] / coefficients[0];
    sum += gradient * gradient;
  }
  parts[sizes.first + id] = sum.x + sum.y + sum.z + sum.w;`,
    })),
    {
      label: "gradientSquareSums",
      bindings: [read("parts", "f32", parts), write("columns", "f32", columns)],
      sizes: { parts: stretches.length * NORM_THREADS },
      threads: NORM_COLUMNS,
      body: `
  var sum = 0f;
  for (var i = id; i < sizes.parts; i += ${NORM_COLUMNS}) { sum += parts[i]; }
  columns[id] = sum;`,
    },
    {
      label: "gradientNorm",
      bindings: [
        read("columns", "f32", columns),
        read("coefficients", "f32", coefficientsOf(0)),
        write("norm", "f32", flat("gradientNorm", { offset: 0, size: 2 })),
      ],
      sizes: {},
      threads: 1,
      // Not min(): it may make a number of a NaN.
      body: `
  var sum = 0f;
  for (var i = 0; i < ${NORM_COLUMNS}; i++) { sum += columns[i]; }
  let quotient = coefficients[1] / (sqrt(sum) + 1e-6f);
  norm[0] = sqrt(sum);
  norm[1] = select(quotient, 1f, quotient > 1f);`,
    },
  ];
}

const NORM_THREADS = 4096;
const NORM_COLUMNS = 64;
