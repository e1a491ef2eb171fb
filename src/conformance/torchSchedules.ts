/** The product's schedules by PyTorch's names and parameters, with PyTorch's defaults. */
import { z } from "zod";
import { buildPart, type PartConfig } from "../lib/part";
import { schedules } from "../parts/schedules";
import type { Schedule } from "../parts/schedules/schedule";
import { lookUp, NotSupported } from "./section";
import { noWarmup, plateauConfig, plateauParams } from "./torchPlateau";

type Config = PartConfig<typeof schedules>;

/** A schedule and the units in which its clock is counted. */
export interface TorchSchedule {
  schedule: Schedule;
  /** Optimizer steps an epoch; PyTorch's `step()` is one epoch, or one step of OneCycleLR. */
  stepsPerEpoch: number;
}

interface Mapped {
  config: Config;
  epochs?: number;
  stepsPerEpoch?: number;
  baseLearningRate?: number;
}

const number = (value: number) => z.number().default(value);
const flag = (value: boolean) => z.boolean().default(value);

function mapping<Params>(schema: z.ZodType<Params>, map: (params: Params) => Mapped) {
  return (params: unknown) => map(schema.parse(params));
}

const mappings: Record<string, (params: unknown) => Mapped> = {
  ConstantLR: mapping(
    z.strictObject({ factor: number(1 / 3), total_iters: number(5) }),
    ({ factor, total_iters }) => ({
      config: { name: "constant", factor, totalIters: total_iters, ...noWarmup },
    }),
  ),
  StepLR: mapping(
    z.strictObject({ step_size: z.int(), gamma: number(0.1) }),
    ({ step_size, gamma }) => ({
      config: { name: "step", stepSize: step_size, gamma, ...noWarmup },
    }),
  ),
  MultiStepLR: mapping(
    z.strictObject({ milestones: z.array(z.int()), gamma: number(0.1) }),
    (params) => ({ config: { name: "multiStep", ...params, ...noWarmup } }),
  ),
  ExponentialLR: mapping(z.strictObject({ gamma: z.number() }), ({ gamma }) => ({
    config: { name: "exponential", gamma, ...noWarmup },
  })),
  LinearLR: mapping(
    z.strictObject({
      start_factor: number(1 / 3),
      end_factor: number(1),
      total_iters: number(5),
    }),
    ({ start_factor, end_factor, total_iters }) => ({
      config: {
        name: "linear",
        startFactor: start_factor,
        endFactor: end_factor,
        totalIters: total_iters,
        ...noWarmup,
      },
    }),
  ),
  PolynomialLR: mapping(
    z.strictObject({ power: number(1), total_iters: number(5) }),
    ({ power, total_iters }) => ({
      config: { name: "polynomial", power, totalIters: total_iters, ...noWarmup },
    }),
  ),
  CosineAnnealingLR: mapping(
    z.strictObject({ T_max: z.int(), eta_min: number(0) }),
    ({ T_max, eta_min }) => ({
      config: { name: "cosineAnnealing", tMax: T_max, etaMin: eta_min, ...noWarmup },
    }),
  ),
  CosineAnnealingWarmRestarts: mapping(
    z.strictObject({ T_0: z.int(), T_mult: number(1), eta_min: number(0) }),
    ({ T_0, T_mult, eta_min }) => ({
      config: {
        name: "cosineWarmRestarts",
        t0: T_0,
        tMult: T_mult,
        etaMin: eta_min,
        everyStep: true,
        ...noWarmup,
      },
    }),
  ),
  OneCycleLR: mapping(
    z.strictObject({
      max_lr: z.number(),
      total_steps: z.int().nullable().default(null),
      epochs: number(1),
      steps_per_epoch: number(1),
      pct_start: number(0.3),
      anneal_strategy: z.enum(["cos", "linear"]).default("cos"),
      cycle_momentum: flag(true),
      base_momentum: number(0.85),
      max_momentum: number(0.95),
      div_factor: number(25),
      final_div_factor: number(1e4),
      three_phase: flag(false),
    }),
    (params) => ({
      config: {
        name: "oneCycle",
        pctStart: params.pct_start,
        divFactor: params.div_factor,
        finalDivFactor: params.final_div_factor,
        annealStrategy: params.anneal_strategy,
        threePhase: params.three_phase,
        cycleMomentum: params.cycle_momentum,
        baseMomentum: params.base_momentum,
        maxMomentum: params.max_momentum,
        ...noWarmup,
      },
      baseLearningRate: params.max_lr,
      epochs: 1,
      stepsPerEpoch: params.total_steps ?? params.epochs * params.steps_per_epoch,
    }),
  ),
  ReduceLROnPlateau: mapping(plateauParams, (params) => ({ config: plateauConfig(params) })),
  WarmupReduceLROnPlateau: mapping(
    z.strictObject({
      warmup_epochs: z.int(),
      start_factor: z.number(),
      plateau: plateauParams,
    }),
    ({ warmup_epochs, start_factor, plateau }) => ({
      config: {
        ...plateauConfig(plateau),
        warmupEpochs: warmup_epochs,
        warmupStartFactor: start_factor,
      },
    }),
  ),
  SequentialLR: mapping(
    z.strictObject({
      schedulers: z.array(z.strictObject({ scheduler: z.string(), params: z.unknown() })),
      milestones: z.array(z.int()),
    }),
    ({ schedulers: parts, milestones }) => {
      const [first, second] = parts.map(({ scheduler, params }) => map(scheduler, params));
      const line = first?.config;
      const [length] = milestones;
      const isWarmup =
        line?.name === "linear" && line.endFactor === 1 && line.totalIters === length;
      if (!second || parts.length !== 2 || !isWarmup)
        throw new NotSupported("a sequence of schedules other than a linear warm-up before one");
      const warmup = { warmupEpochs: length, warmupStartFactor: line.startFactor };
      return { ...second, config: { ...second.config, ...warmup } };
    },
  ),
};

function map(scheduler: string, params: unknown): Mapped {
  return lookUp(mappings, scheduler, "schedule")(params);
}

/** Throws NotSupported for a schedule, or a ZodError for a parameter, that the product lacks. */
export function torchSchedule(
  scheduler: string,
  params: unknown,
  context: { baseLearningRate: number; epochs: number; stepsPerEpoch: number },
): TorchSchedule {
  const { config, ...overrides } = map(scheduler, params);
  const merged = { ...context, ...overrides };
  return {
    schedule: buildPart(schedules, config, merged),
    stepsPerEpoch: merged.stepsPerEpoch,
  };
}
