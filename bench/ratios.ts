/** The promises: what one number over another has to be, in one run. */
import { cases, type CaseName } from "./cases";
import type { Ratio, Row } from "./report";

interface Goal {
  sign: "≤" | "≥";
  bound: number;
}

type Who = Pick<Row, "engine" | "tier">;

const homeroomWasm: Who = { engine: "Homeroom", tier: "wasm" };
const homeroomWebgpu: Who = { engine: "Homeroom", tier: "webgpu" };
const pytorch: Who = { engine: "PyTorch", tier: "cpu" };
const composed: Who = { engine: "TensorFlow.js, composed gradients", tier: "wasm" };
const tfjsWebgpu: Who = { engine: "TensorFlow.js", tier: "webgpu" };
const jaxWebgpu: Who = { engine: "jax-js", tier: "webgpu" };

const atMost = (bound: number): Goal => ({ sign: "≤", bound });
const atLeast = (bound: number): Goal => ({ sign: "≥", bound });

const stepRatios: [name: string, over: Who, under: Who, CaseName, Goal][] = [
  ["wasm step / PyTorch CPU step", homeroomWasm, pytorch, "cnn", atMost(1.3)],
  ["wasm step / PyTorch CPU step", homeroomWasm, pytorch, "mobile", atMost(0.7)],
  ["wasm step / PyTorch CPU step", homeroomWasm, pytorch, "resnet", atMost(1.5)],
  ["wasm step / PyTorch CPU step", homeroomWasm, pytorch, "mobilenetv2", atMost(0.8)],
  ["best stock tfjs without GPU / wasm", composed, homeroomWasm, "cnn", atLeast(4)],
  ["best stock tfjs without GPU / wasm", composed, homeroomWasm, "mobile", atLeast(25)],
  ["stock tfjs webgpu / webgpu", tfjsWebgpu, homeroomWebgpu, "cnn", atLeast(7.5)],
  ["stock tfjs webgpu / webgpu", tfjsWebgpu, homeroomWebgpu, "mobile", atLeast(14)],
  ["jax-js webgpu / webgpu", jaxWebgpu, homeroomWebgpu, "cnn", atLeast(2)],
];

const dispatchGoals: [CaseName, Goal][] = [
  ["cnn", atMost(60)],
  ["mobile", atMost(250)],
];

/** What is measured beside the steps; null where it was not. */
export interface WholeRun {
  wholeOverBare: number | null;
  firstStepSeconds: number | null;
}

/** Every line of the table, measured or not. */
export function ratiosOf(rows: readonly Row[], run: WholeRun): Ratio[] {
  const find = (who: Who, name: CaseName) => {
    const { label, model, batch } = cases[name];
    return rows.find(
      (row) =>
        row.engine === who.engine &&
        row.tier === who.tier &&
        row.model === label &&
        row.imageSizePx === model.imageSizePx &&
        row.batch === batch,
    );
  };
  return [
    ...stepRatios.map(([name, over, under, caseName, goal]) =>
      ratio(
        name,
        cases[caseName].label,
        quotient(find(over, caseName)?.stepMs, find(under, caseName)?.stepMs),
        goal,
      ),
    ),
    ...dispatchGoals.map(([caseName, goal]) =>
      ratio(
        "dispatches a step, webgpu",
        cases[caseName].label,
        find(homeroomWebgpu, caseName)?.dispatches ?? null,
        goal,
      ),
    ),
    ratio(
      "whole training / bare steps, images per second",
      SAMPLE,
      run.wholeOverBare,
      atLeast(0.9),
    ),
    ratio(
      "seconds from opening the page to the first step",
      SAMPLE,
      run.firstStepSeconds,
      atMost(3),
    ),
  ];
}

const SAMPLE = "Small CNN, sample, wasm";

function quotient(over: number | null | undefined, under: number | null | undefined) {
  return over == null || under == null ? null : over / under;
}

export function ratio(
  name: string,
  model: string,
  value: number | null,
  { sign, bound }: Goal,
): Ratio {
  const holds = value === null ? null : sign === "≤" ? value <= bound : value >= bound;
  return { name, model, value, goal: `${sign} ${bound}`, holds };
}
