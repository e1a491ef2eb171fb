/** The contract of every schedule: finite, not negative, and a pure function of the place in the run. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildPart, describeRegistry, registrySchema, type Option } from "../../lib/part";
import { schedules } from ".";
import type { MetricHistoryEntry, Schedule } from "./schedule";

// The same runs every time; a failure prints its own seed and path.
fc.configureGlobal({ seed: 42 });

const schema = registrySchema(schedules);

/** Any value that the option's own range allows, within what a person would type. */
function valueOf(option: Option): fc.Arbitrary<unknown> {
  switch (option.kind) {
    case "number":
      return numberOf(option);
    case "integer":
      return integerOf(option);
    case "optionalNumber":
      return fc.option(numberOf(option));
    case "optionalInteger":
      return fc.option(integerOf(option));
    case "boolean":
      return fc.boolean();
    case "choice":
      return fc.constantFrom(...option.choices.map(({ value }) => value));
    case "text":
      return fc.string();
    case "integers":
      return fc.array(fc.integer({ min: option.min ?? -20, max: 20 }), { maxLength: 5 });
    case "weights":
      return fc.constant(null);
    default:
      return option satisfies never;
  }
}

interface Range {
  min?: number;
  max?: number;
  exclusiveMin?: boolean;
  exclusiveMax?: boolean;
}

function numberOf({ min = 0, max = 100, exclusiveMin, exclusiveMax }: Range) {
  return fc.double({
    min,
    max: Math.min(max, 100),
    minExcluded: exclusiveMin ?? false,
    maxExcluded: exclusiveMax ?? false,
    noNaN: true,
  });
}

function integerOf({ min = 0, max = 20 }: Range) {
  return fc.integer({ min, max: Math.min(max, 20) });
}

const contexts = fc.record({
  baseLearningRate: fc.double({ min: 1e-6, max: 10, noNaN: true }),
  epochs: fc.integer({ min: 1, max: 12 }),
  stepsPerEpoch: fc.integer({ min: 1, max: 5 }),
});

const metricValue = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(NaN));
const histories = fc.array(
  fc.record({ validationLoss: metricValue, accuracy: metricValue, macroF1: metricValue }),
  { minLength: 12, maxLength: 12 },
);

/** The rates of a whole run, each asked for as training asks. */
function run(
  schedule: Schedule,
  { epochs, stepsPerEpoch }: { epochs: number; stepsPerEpoch: number },
  history: readonly MetricHistoryEntry[],
) {
  return Array.from({ length: epochs * stepsPerEpoch }, (_, step) => {
    const epoch = Math.floor(step / stepsPerEpoch);
    return schedule.at({ epoch, step }, history.slice(0, epoch));
  });
}

describe.each(describeRegistry(schedules))("$name", ({ name, options }) => {
  const configs = fc
    .record(Object.fromEntries(Object.entries(options).map(([key, it]) => [key, valueOf(it)])))
    .map((values) => schema.safeParse({ name, ...values }))
    // What the part's own check refuses is no configuration.
    .filter((parsed) => parsed.success)
    .map((parsed) => parsed.data);

  test("its defaults pass its own schema, without a warm-up", () => {
    expect(schema.parse({ name })).toMatchObject({ name, warmupEpochs: 0 });
  });

  test("every rate of every run is finite and not negative", () => {
    fc.assert(
      fc.property(configs, contexts, histories, (config, context, history) => {
        const schedule = buildPart(schedules, config, context);
        for (const { learningRate, momentum = 0 } of run(schedule, context, history)) {
          expect(learningRate).toSatisfy(Number.isFinite);
          expect(learningRate).toBeGreaterThanOrEqual(0);
          expect(momentum).toSatisfy((value: number) => value >= 0 && value < 1);
        }
      }),
    );
  });

  test("a resumed run asks for any step first and gets the same rate", () => {
    fc.assert(
      fc.property(configs, contexts, histories, (config, context, history) => {
        const forwards = run(buildPart(schedules, config, context), context, history);
        const resumed = buildPart(schedules, config, context);
        for (let step = forwards.length - 1; step >= 0; step--) {
          const epoch = Math.floor(step / context.stepsPerEpoch);
          expect(resumed.at({ epoch, step }, history)).toEqual(forwards[step]);
        }
      }),
    );
  });

  test("a warm-up rises to where the schedule begins, and does not change what follows", () => {
    fc.assert(
      fc.property(configs, contexts, histories, (config, context, history) => {
        const warmupEpochs = 2;
        const length = { ...context, epochs: context.epochs + warmupEpochs };
        const cold = { ...config, warmupEpochs: 0 };
        const warm = { ...config, warmupEpochs, warmupStartFactor: 0.25 };
        const plain = buildPart(schedules, cold, context);
        const warmed = buildPart(schedules, warm, length);
        const bad = { validationLoss: 9, accuracy: 0, macroF1: 0 };
        const longHistory = [bad, bad, ...history];
        const rates = run(warmed, length, longHistory).map(({ learningRate }) => learningRate);
        const rest = run(plain, context, history).map(({ learningRate }) => learningRate);
        const warmupSteps = warmupEpochs * context.stepsPerEpoch;
        expect(rates.slice(warmupSteps)).toEqual(rest);
        rates.slice(0, warmupSteps).forEach((rate, step) => {
          const expected = rest[0]! * (0.25 + (0.75 * step) / warmupSteps);
          expect(Math.abs(rate - expected)).toBeLessThanOrEqual(1e-12 * rest[0]! + 1e-300);
        });
      }),
    );
  });
});

const context = { baseLearningRate: 0.1, epochs: 10, stepsPerEpoch: 4 };
const parsed = (config: object) => schema.parse(config);

test("an empty T max is all epochs after the warm-up", () => {
  const config = parsed({ name: "cosineAnnealing", warmupEpochs: 2 });
  const schedule = buildPart(schedules, config, context);
  const half = schedule.at({ epoch: 6, step: 24 }, []).learningRate;
  expect(half).toBeCloseTo(0.05, 12);
});

test("OneCycleLR holds its last rate past the end of the run", () => {
  const schedule = buildPart(schedules, parsed({ name: "oneCycle" }), context);
  const last = schedule.at({ epoch: 9, step: 39 }, []);
  expect(last.learningRate).toBeCloseTo(0.1 / 25 / 1e4, 15);
  expect(schedule.at({ epoch: 10, step: 40 }, [])).toEqual(last);
});

test("warm restarts can follow the curve step by step", () => {
  const config = parsed({ name: "cosineWarmRestarts", t0: 2, everyStep: true });
  const schedule = buildPart(schedules, config, context);
  const at = (step: number) => schedule.at({ epoch: Math.floor(step / 4), step }, []).learningRate;
  expect(at(4)).toBeCloseTo(0.05, 12);
  expect(at(7)).toBeLessThan(at(6));
  expect(at(8)).toBe(0.1);
});

test("a warm-up can begin at a rate of 0", () => {
  const config = parsed({ name: "constant", warmupEpochs: 2, warmupStartFactor: 0 });
  const schedule = buildPart(schedules, config, context);
  const at = (step: number) => schedule.at({ epoch: Math.floor(step / 4), step }, []).learningRate;
  expect([at(0), at(4), at(8)]).toEqual([0, 0.05, 0.1]);
});

test("CyclicLR peaks at the base rate, where the momentum is lowest", () => {
  const config = parsed({ name: "cyclic", riseEpochs: 1, fallEpochs: 2, mode: "triangular2" });
  const schedule = buildPart(schedules, config, context);
  const at = (step: number) => schedule.at({ epoch: Math.floor(step / 4), step }, []);
  expect(at(0)).toEqual({ learningRate: 0.001, momentum: 0.9 });
  expect(at(4).learningRate).toBeCloseTo(0.1, 12);
  expect(at(4).momentum).toBeCloseTo(0.8, 12);
  expect(at(8).learningRate).toBeCloseTo(0.0505, 12);
  expect(at(16).learningRate).toBeCloseTo(0.0505, 12);
});

test("a restart's peak is lower, and its rise as long as the first", () => {
  const options = { t0: 4, tMult: 2, tUp: 2, gamma: 0.5 };
  const config = parsed({ name: "cosineWarmUpRestarts", ...options });
  const schedule = buildPart(schedules, config, context);
  const rates = Array.from({ length: 10 }, (_, epoch) =>
    schedule.at({ epoch, step: 4 * epoch }, []).learningRate.toFixed(4),
  );
  const first = ["0.0000", "0.0500", "0.1000", "0.0500"];
  const second = ["0.0000", "0.0250", "0.0500", "0.0427", "0.0250", "0.0073"];
  expect(rates).toEqual([...first, ...second]);
});

test.each([
  [{ name: "cyclic", baseMomentum: 0.95 }, "baseMomentum"],
  [{ name: "cosineWarmUpRestarts", t0: 3, tUp: 3 }, "tUp"],
  [{ name: "oneCycle", threePhase: true, pctStart: 0.6 }, "pctStart"],
  [{ name: "oneCycle", baseMomentum: 0.96 }, "baseMomentum"],
])("%o is refused at %s", (config, field) => {
  expect(schema.safeParse(config).error?.issues).toMatchObject([{ path: [field] }]);
});

test("only the plateau follows a metric", () => {
  const following = describeRegistry(schedules).filter(
    ({ name }) => buildPart(schedules, parsed({ name }), context).followsMetric,
  );
  expect(following.map(({ name }) => name)).toEqual(["plateau"]);
});
