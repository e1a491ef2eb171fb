/** The optimizer's formula as one kernel over the flat parameters, and the gradient's global norm. */
import type { Arithmetic } from "../../parts/optimizers/optimizer";
import { SLICE_ALIGNMENT } from "../plan/program";
import type { FlatUpdate } from "../plan/runtime";
import { flat, read, scratch, write, type Kernel } from "./kernel";
import type { Piece, Stretch } from "./stretchesOf";

/** What every group's coefficients begin with: the denominator, the largest norm and value, the average's share. */
const SHARED = 4;
const VECTORS_PER_BLOCK = SLICE_ALIGNMENT / 4;

/** The coefficients of all groups, one after another. */
export function coefficientValues(update: FlatUpdate): Float32Array<ArrayBuffer> {
  const { groups, denominator, clipNorm, clipValue, averageShare } = update;
  const shared = [denominator, clipNorm ?? 0, clipValue ?? 0, averageShare ?? 0];
  const names = coefficientNames(update);
  return Float32Array.from(
    groups.flatMap(({ coefficients }) => [...shared, ...names.map((name) => coefficients[name]!)]),
  );
}

const coefficientNames = ({ optimizer }: Pick<FlatUpdate, "optimizer">) =>
  Object.keys(optimizer.coefficients({ step: 1, learningRate: 1 }));

/** What the kernels' code depends on: whether there is a clip, not how large it is. */
type UpdateCode = Pick<FlatUpdate, "optimizer" | "clipNorm" | "clipValue">;

/** Clipping's norm, if any, and the update of each stretch. */
export function updateKernels(
  update: UpdateCode,
  groupCount: number,
  stretches: readonly Stretch[],
): Kernel[] {
  return [
    ...(update.clipNorm === null ? [] : normKernels(stretches)),
    ...stretches.map((it) => updateKernel(update, groupCount, it)),
  ];
}

/** The formula is run once on names of variables, and writes down what it does. */
function updateKernel(
  update: UpdateCode,
  groupCount: number,
  { offset, size, groups }: Stretch,
): Kernel {
  const { optimizer, clipNorm, clipValue } = update;
  const names = coefficientNames(update);
  const stride = SHARED + names.length;
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
  const coefficient = (index: number) => emit(`vec4f(coefficients[first + ${index}])`);
  let gradient = math.divide(emit("gradients[id]"), coefficient(0));
  if (clipNorm !== null) gradient = math.multiply(gradient, emit("vec4f(norm[1])"));
  if (clipValue !== null) gradient = emit(limited(gradient, coefficient(2)));
  const { slots } = optimizer;
  const updated = optimizer.update(math, {
    parameter: emit("parameters[id]"),
    gradient,
    slots: Object.fromEntries(slots.map((slot, i) => [slot, emit(`slot${i}[id]`)])),
    coefficients: Object.fromEntries(names.map((name, i) => [name, coefficient(SHARED + i)])),
  });
  const place = { offset, size };
  return {
    label: "update",
    bindings: [
      write("parameters", "vec4f", flat("parameters", place)),
      read("gradients", "vec4f", flat("gradients", place)),
      ...slots.map((slot, i) => write(`slot${i}`, "vec4f", flat(`slot.${slot}`, place))),
      read("coefficients", "f32", flat("coefficients", { offset: 0, size: groupCount * stride })),
      read("groups", "vec4i", { kind: "table", values: groups }),
      ...(clipNorm === null
        ? []
        : [read("norm", "f32", flat("gradientNorm", { offset: 0, size: 2 }))]),
    ],
    sizes: {},
    threads: Math.ceil(size / 4),
    body: `
  let block = id / ${VECTORS_PER_BLOCK};
  let group = groups[block / 4][block % 4];
  if (group < 0) { return; }
  let first = group * ${stride};
${code.join("\n")}
  parameters[id] = ${updated.parameter};
${slots.map((slot, i) => `  slot${i}[id] = ${updated.slots[slot]!};`).join("\n")}`,
  };
}

/** The average's move towards what it is of; what did not change stays as it is, bit for bit. */
export function averageKernel(name: "parameters" | "buffers", piece: Piece): Kernel {
  return {
    label: "average",
    bindings: [
      read("weights", "vec4f", flat(name, piece)),
      write("averages", "vec4f", flat(`average.${name}`, piece)),
      read("coefficients", "f32", flat("coefficients", { offset: 0, size: SHARED })),
    ],
    sizes: {},
    threads: Math.ceil(piece.size / 4),
    body: `averages[id] += (weights[id] - averages[id]) * coefficients[3];`,
  };
}

/** Not clamp(): it may make a number of a NaN. */
function limited(value: string, limit: string): string {
  return `select(select(${value}, -${limit}, ${value} < -${limit}), ${limit}, ${value} > ${limit})`;
}

function literal(value: number): string {
  return `vec4f(${Math.fround(value)}f)`;
}

/** Leaves `[norm, min(1, clipNorm / (norm + 1e-6))]` in "gradientNorm"; each stretch is one binding. */
function normKernels(stretches: readonly Stretch[]): Kernel[] {
  const parts = scratch("normParts", stretches.length * NORM_THREADS);
  const columns = scratch("normColumns", NORM_COLUMNS);
  return [
    ...stretches.map(({ offset, size }, i): Kernel => ({
      label: "gradientSquares",
      bindings: [
        read("gradients", "vec4f", flat("gradients", { offset, size })),
        read("coefficients", "f32", flat("coefficients", { offset: 0, size: SHARED })),
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
        read("coefficients", "f32", flat("coefficients", { offset: 0, size: SHARED })),
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
