/**
 * The product's schedules by PyTorch's names and parameters, with PyTorch's defaults. Long, as it is
 * one table.
 */
import { z } from "zod";
import { buildPart, type PartConfig } from "../lib/part";
import { schedules } from "../parts/schedules";
import type { ScheduleContext } from "../parts/schedules/schedule";
import { lookUp } from "./section";
import { compositions, type TorchSchedule } from "./scheduleCompositions";
import { noWarmup, plateauConfig, plateauParams } from "./torchPlateau";

type Config = PartConfig<typeof schedules>;

interface Mapped {
  config: Config;
  epochs?: number;
  stepsPerEpoch?: number;
  baseLearningRate?: number;
}

const number = (value: number) => z.number().default(value);
const flag = (value: boolean) => z.boolean().default(value);

const hfParams = z.strictObject({ num_warmup_steps: z.int(), num_training_steps: z.int() });

function mapping<Params>(
  schema: z.ZodType<Params>,
  map: (params: Params, context: ScheduleContext) => Mapped,
) {
  return (params: unknown, context: ScheduleContext) => map(schema.parse(params), context);
}

const mappings: Record<string, (params: unknown, context: ScheduleContext) => Mapped> = {
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
  CosineAnnealingWarmUpRestarts: mapping(
    z.strictObject({
      T_0: z.int(),
      T_mult: number(1),
      eta_max: number(0.1),
      T_up: number(0),
      gamma: number(1),
    }),
    ({ T_0, T_mult, eta_max, T_up, gamma }, { baseLearningRate }) => ({
      config: {
        name: "cosineWarmUpRestarts",
        t0: T_0,
        tMult: T_mult,
        tUp: T_up,
        etaMin: baseLearningRate,
        gamma,
        everyStep: true,
        ...noWarmup,
      },
      baseLearningRate: eta_max,
    }),
  ),
  CyclicLR: mapping(
    z.strictObject({
      base_lr: z.number(),
      max_lr: z.number(),
      step_size_up: number(2000),
      step_size_down: z.number().nullable().default(null),
      mode: z.enum(["triangular", "triangular2", "exp_range"]).default("triangular"),
      gamma: number(1),
      cycle_momentum: flag(true),
      base_momentum: number(0.8),
      max_momentum: number(0.9),
    }),
    (params) => ({
      config: {
        name: "cyclic",
        minLearningRate: params.base_lr,
        riseEpochs: params.step_size_up,
        fallEpochs: params.step_size_down,
        mode: params.mode,
        gamma: params.gamma,
        cycleMomentum: params.cycle_momentum,
        baseMomentum: params.base_momentum,
        maxMomentum: params.max_momentum,
        ...noWarmup,
      },
      baseLearningRate: params.max_lr,
    }),
  ),
  hf_cosine_with_warmup: mapping(
    hfParams.extend({ num_cycles: number(0.5) }),
    ({ num_warmup_steps, num_training_steps, num_cycles }) => {
      const length = Math.max(1, num_training_steps - num_warmup_steps);
      const tMax = length / (2 * num_cycles);
      const warmup = { warmupEpochs: num_warmup_steps, warmupStartFactor: 0 };
      return { config: { name: "cosineAnnealing", tMax, etaMin: 0, ...warmup } };
    },
  ),
  hf_linear_with_warmup: mapping(hfParams, ({ num_warmup_steps, num_training_steps }) => {
    const totalIters = Math.max(1, num_training_steps - num_warmup_steps);
    const warmup = { warmupEpochs: num_warmup_steps, warmupStartFactor: 0 };
    return { config: { name: "polynomial", power: 1, totalIters, ...warmup } };
  }),
};

/** Throws NotSupported for a schedule, or a ZodError for a parameter, that the product lacks. */
export function torchSchedule(
  scheduler: string,
  params: unknown,
  context: ScheduleContext,
): TorchSchedule {
  const compose = compositions[scheduler];
  if (compose)
    return compose(params, context, (name, params) => torchSchedule(name, params, context));
  const { config, ...overrides } = lookUp(mappings, scheduler, "schedule")(params, context);
  const merged = { ...context, ...overrides };
  return {
    schedule: buildPart(schedules, config, merged),
    stepsPerEpoch: merged.stepsPerEpoch,
  };
}
