/** The product's losses by the names and parameters of golden files. */
import { z } from "zod";
import { losses } from "../parts/losses";
import type { Loss, LossContext } from "../parts/losses/loss";
import { countOf } from "../parts/losses/targets";
import { lookUp } from "./section";

type Builder = (params: unknown, context: LossContext) => Loss;

function builder<Params>(
  schema: z.ZodType<Params>,
  build: (params: Params, context: LossContext) => Loss,
): Builder {
  return (params, context) => build(schema.parse(params), context);
}

const smoothing = z.number().default(0);
const focalParams = z.strictObject({ gamma: z.number(), label_smoothing: smoothing });
const f1Params = { classes: z.int().optional(), epsilon: z.number().default(1e-7) };

const crossEntropy = builder(z.strictObject({ label_smoothing: smoothing }), (params, context) =>
  losses.crossEntropy.build({ labelSmoothing: params.label_smoothing }, context),
);

const builders: Record<string, Builder> = {
  cross_entropy: crossEntropy,
  cross_entropy_prob_target: crossEntropy,
  // Of each of the two labels; the mix is the targets'.
  mixup_cross_entropy: crossEntropy,
  focal_softmax: builder(focalParams, ({ gamma, label_smoothing }, context) =>
    losses.focal.build({ gamma, labelSmoothing: label_smoothing }, context),
  ),
  focal_softmax_mean_n: builder(focalParams, ({ gamma, label_smoothing }, context) => ({
    ...losses.focal.build({ gamma, labelSmoothing: label_smoothing }, context),
    denominator: (targets) => countOf(targets, context.classCount),
  })),
  // torchvision turns α off with −1, and has no weights.
  focal_sigmoid: builder(
    z.strictObject({ gamma: z.number().default(2), alpha: z.number().default(0.25) }),
    ({ gamma, alpha }, { classCount }) =>
      losses.binaryCrossEntropy.build(
        { gamma, alpha: alpha < 0 ? null : alpha },
        { classCount, classWeights: null },
      ),
  ),
  bce_with_logits: builder(z.strictObject({}), (_, context) =>
    losses.binaryCrossEntropy.build({ gamma: 0, alpha: null }, context),
  ),
  soft_f1: builder(z.strictObject(f1Params), ({ epsilon }, context) =>
    losses.softF1.build({ epsilon }, context),
  ),
  ce_plus_soft_f1: builder(
    z.strictObject({ ...f1Params, ce: z.number(), f1: z.number() }),
    ({ ce, f1, epsilon }, context) =>
      losses.crossEntropySoftF1.build(
        { crossEntropyShare: ce, softF1Share: f1, labelSmoothing: 0, epsilon },
        context,
      ),
  ),
  // It spreads s over the K − 1 other classes, cross entropy's smoothing over all K.
  boostcamp_label_smoothing: builder(
    z.strictObject({ classes: z.int(), smoothing: z.number() }),
    ({ classes, smoothing }, context) =>
      losses.crossEntropy.build({ labelSmoothing: (smoothing * classes) / (classes - 1) }, context),
  ),
};

/** Losses that are a matrix, `[batch, classes]`, before they are reduced. */
export const elementwise: readonly string[] = ["focal_sigmoid", "bce_with_logits"];

/** Throws NotSupported for a function, or a ZodError for a parameter, that the product lacks. */
export function torchLoss(name: string, params: unknown, context: LossContext): Loss {
  return lookUp(builders, name, "loss")(params, context);
}
