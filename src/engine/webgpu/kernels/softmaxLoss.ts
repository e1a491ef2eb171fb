/**
 * A loss in closed form: from logits `[batch, classes]` and each class's share to the logits' gradient and
 * the loss of each image, which a second kernel adds to the sum. A workgroup has one image.
 */
import type { LossArithmetic, LossFormula } from "../../../parts/losses/lossFormula";
import type { TensorId } from "../../plan/program";
import { flat, read, tensor, write, type Kernel, type Place } from "../kernel";
import { reduction } from "./reduction";
import { WORKGROUP_SIZE } from "../shaderSource";

interface LossTensors {
  logits: TensorId;
  gradient: TensorId;
  batchSize: number;
  classCount: number;
  /** `[batch, classes]`. */
  shares: Place;
  /** `[batch]`. */
  losses: Place;
}

export function softmaxLoss(formula: LossFormula, tensors: LossTensors): Kernel {
  const { logits, gradient, batchSize, classCount, shares, losses } = tensors;
  const eachClass = (code: string) =>
    `for (var c = lane; c < ${classCount}; c += ${WORKGROUP_SIZE}) { ${code} }`;
  const slope = printed(formula, "slope");
  return {
    label: "softmaxLoss",
    bindings: [
      read("logits", "f32", tensor(logits)),
      read("shares", "f32", shares),
      write("gradient", "f32", tensor(gradient)),
      write("losses", "f32", losses),
    ],
    sizes: {},
    threads: batchSize * WORKGROUP_SIZE,
    isTeam: true,
    functions: `
${reduction("sumOf", "f32", WORKGROUP_SIZE, (a, b) => `${a} + ${b}`)}
${reduction("largestOf", "f32", WORKGROUP_SIZE, (a, b) => `max(${a}, ${b})`)}
fn exponentialMinusOne(x: f32) -> f32 {
  let series = x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5 * (1 + x / 6 * (1 + x / 7))))));
  return select(exp(x) - 1, series, abs(x) < 0.5);
}
fn lossOf(x: f32) -> f32 { ${printed(formula, "value")} }
fn slopeOf(x: f32) -> f32 { ${slope} }`,
    body: `
  let first = team * ${classCount};
  var largest = -3.4028234663852886e38f;
  ${eachClass("largest = max(largest, logits[first + c]);")}
  largest = largestOf(largest, lane);
  var total = 0f;
  ${eachClass("total += exp(logits[first + c] - largest);")}
  let logTotal = log(sumOf(total, lane));
  var loss = 0f;
  var slopes = 0f;
  ${eachClass(`
    let x = logits[first + c] - largest - logTotal;
    loss += shares[first + c] * lossOf(x);
    slopes += shares[first + c] * slopeOf(x);`)}
  slopes = sumOf(slopes, lane);
  loss = sumOf(loss, lane);
  ${eachClass(`
    let x = logits[first + c] - largest - logTotal;
    gradient[first + c] = shares[first + c] * slopeOf(x) - exp(x) * slopes;`)}
  if (lane == 0) { losses[team] = loss; }`,
  };
}

/** Adds the losses of `count` images, in their order, to "lossSum". */
export function addLosses(losses: Place, count: number): Kernel {
  return {
    label: "addLosses",
    bindings: [
      read("losses", "f32", losses),
      write("lossSum", "f32", flat("lossSum", { offset: 0, size: 1 })),
    ],
    sizes: { count },
    threads: 1,
    body: `
  var sum = 0f;
  for (var image = 0; image < sizes.count; image++) { sum += losses[image]; }
  lossSum[0] += sum;`,
  };
}

/** The formula run on names of variables: the body of a function of `x`. */
function printed(formula: LossFormula, part: "value" | "slope"): string {
  const code: string[] = [];
  const emit = (expression: string) => {
    code.push(`let v${code.length} = ${expression};`);
    return `v${code.length - 1}`;
  };
  const math: LossArithmetic<string> = {
    add: (a, b) => emit(`${a} + ${operand(b)}`),
    multiply: (a, b) => emit(`${a} * ${operand(b)}`),
    maximum: (a, b) => emit(`max(${a}, ${operand(b)})`),
    negate: (a) => emit(`-${a}`),
    exponential: (a) => emit(`exp(${a})`),
    exponentialMinusOne: (a) => emit(`exponentialMinusOne(${a})`),
    power: (a, exponent) => emit(`pow(${a}, ${operand(exponent)})`),
  };
  const result = formula[part](math, "x");
  return `${code.join(" ")} return ${operand(result)};`;
}

const operand = (value: string | number) =>
  typeof value === "number" ? `f32(${Math.fround(value)})` : value;
