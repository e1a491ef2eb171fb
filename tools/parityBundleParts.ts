/**
 * The bundle's schedules and optimizers, which are written in Python, against the product's own: every rate of
 * a run, and the steps that an optimizer makes after its state was handed over.
 */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { exactly, updateNumbers, type NumberState } from "../src/conformance/numberArithmetic";
import { buildPart, registrySchema } from "../src/lib/part";
import { optimizers } from "../src/parts/optimizers";
import { schedules } from "../src/parts/schedules";
import { projectRoot } from "./build";

const EPOCHS = 9;
const STEPS_PER_EPOCH = 5;
const BASE_RATE = 0.1;
const programs = join(projectRoot, "src/parts/formats/pytorch/python");

/** Options beside the defaults, with which more of a part's code runs. */
const scheduleVariants: Record<string, object[]> = {
  constant: [{ factor: 0.5 }],
  step: [{ stepSize: 2 }],
  multiStep: [{ milestones: [5, 2, 2] }],
  polynomial: [{ power: 2 }, { totalIters: 4 }],
  cosineAnnealing: [{}, { tMax: 3, etaMin: 1e-4 }],
  cosineWarmRestarts: [{ t0: 3 }, { t0: 2, tMult: 2, everyStep: true }],
  cosineWarmUpRestarts: [{ t0: 4 }, { t0: 3, tMult: 2, tUp: 1, everyStep: true }],
  cyclic: [{}, { mode: "triangular2", fallEpochs: 1.5 }, { mode: "exp_range" }],
  oneCycle: [{}, { threePhase: true, annealStrategy: "linear" }, { pctStart: 0 }],
  plateau: [{ patience: 1 }, { metric: "macroF1", patience: 0, cooldown: 1, thresholdMode: "abs" }],
};
const optimizerVariants: Record<string, object[]> = {
  sgd: [{}, { momentum: 0 }, { nesterov: true }, { dampening: 0.5 }],
  adam: [{}, { amsgrad: true }],
  rmsprop: [{}, { centered: true, momentum: 0.9 }],
  adagrad: [{ learningRateDecay: 0.1, initialAccumulator: 0.5 }],
};

/** Validation loss and macro-F1, with plateaus. */
const losses = [1.5, 1.2, 1.3, 1.25, 1.31, 1, 1.1, 1.2, 1];
const scores = [0.1, 0.2, 0.2, 0.15, 0.3, 0.3, 0.29, 0.31, 0.31];
const history = losses.map((validationLoss, i) => ({
  validationLoss,
  accuracy: scores[i]!,
  macroF1: scores[i]!,
}));

/** The largest differences. Rejects where the programs fail. */
export async function comparePartsWithPython(
  python: string,
  folder: string,
): Promise<{ schedules: number; optimizers: number }> {
  const plan = join(folder, "parts.json");
  writeFileSync(
    plan,
    JSON.stringify({
      ...{ programs, base: BASE_RATE, epochs: EPOCHS, stepsPerEpoch: STEPS_PER_EPOCH },
      history: history.map(({ validationLoss, ...it }) => ({ ...it, valLoss: validationLoss })),
      schedules: scheduleCases(),
      optimizers: optimizerCases(),
    }),
  );
  const program = join(import.meta.dirname, "parityBundleParts.py");
  const { stdout } = await promisify(execFile)(python, [program, plan]);
  return JSON.parse(stdout) as { schedules: number; optimizers: number };
}

function scheduleCases() {
  return Object.keys(schedules).flatMap((name) =>
    (scheduleVariants[name] ?? [{}]).flatMap((options) =>
      [0, 2].map((warmupEpochs) => {
        const config = registrySchema(schedules).parse({ name, ...options, warmupEpochs });
        const schedule = buildPart(schedules, config, {
          baseLearningRate: BASE_RATE,
          epochs: EPOCHS,
          stepsPerEpoch: STEPS_PER_EPOCH,
        });
        const rates = Array.from({ length: EPOCHS * STEPS_PER_EPOCH }, (_, step) => {
          const epoch = Math.floor(step / STEPS_PER_EPOCH);
          const { learningRate, momentum } = schedule.at({ epoch, step }, history.slice(0, epoch));
          return [learningRate, momentum ?? null];
        });
        return { config, rates };
      }),
    ),
  );
}

/** Seven steps here, of which the state is handed over, and five more for comparison. */
function optimizerCases() {
  return Object.keys(optimizers).flatMap((name) =>
    (optimizerVariants[name] ?? [{}]).map((options) => {
      const config = registrySchema(optimizers).parse({ name, ...options, weightDecay: 0.01 });
      const optimizer = buildPart(optimizers, config, undefined);
      const { learningRate } = config;
      let parameter = [0.7];
      let state: NumberState | undefined;
      let handedOver: object = {};
      const after: number[] = [];
      for (let step = 1; step <= 12; step++) {
        const gradient = [Math.sin(1.3 * step) + 0.1];
        ({ parameter, state } = updateNumbers(
          ...([optimizer, parameter, gradient, state] as const),
          { learningRate },
          exactly,
        ));
        if (step === 7) handedOver = { parameter, ...state };
        if (step > 7) after.push(parameter[0]!);
      }
      return { config, handedOver, after };
    }),
  );
}
