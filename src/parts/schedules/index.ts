/** The learning rate schedules that a user can pick, each with a warm-up in front. */
import { constant } from "./constant";
import { cosineAnnealing } from "./cosineAnnealing";
import { cosineWarmRestarts } from "./cosineWarmRestarts";
import { cosineWarmUpRestarts } from "./cosineWarmUpRestarts";
import { cyclic } from "./cyclic";
import { exponential } from "./exponential";
import { linear } from "./linear";
import { multiStep } from "./multiStep";
import { oneCycle } from "./oneCycle";
import { plateau } from "./plateau";
import { polynomial } from "./polynomial";
import { step } from "./step";
import { withWarmup } from "./warmup";

export { warmupOptions } from "./warmup";

export const schedules = {
  constant: withWarmup(constant),
  step: withWarmup(step),
  multiStep: withWarmup(multiStep),
  exponential: withWarmup(exponential),
  linear: withWarmup(linear),
  polynomial: withWarmup(polynomial),
  cosineAnnealing: withWarmup(cosineAnnealing),
  cosineWarmRestarts: withWarmup(cosineWarmRestarts),
  cosineWarmUpRestarts: withWarmup(cosineWarmUpRestarts),
  cyclic: withWarmup(cyclic),
  oneCycle: withWarmup(oneCycle),
  plateau: withWarmup(plateau),
};
