/** Golden section `metrics_prob`: predictions, loss and calibration from logits. */
import { z } from "zod";
import { softmax } from "../lib/softmax";
import { losses } from "../parts/losses";
import { calibrationBins, calibrationErrors } from "../parts/metrics/calibration";
import { largestOf } from "../parts/metrics/confusion";
import { brierScore, topKAccuracy } from "../parts/metrics/probabilityScores";
import type { Prediction } from "../protocol";
import { evaluationOf } from "../train/evaluate";
import { predictionsOf } from "../train/predictions";
import { expectClose, float32, float64, type Tolerance } from "./compare";
import { flatten, matrix, nested, real, vector, type Nested } from "./nested";
import { unsupported, type Check, type Section } from "./section";

const probCase = z.looseObject({
  id: z.string(),
  n_bins: z.int(),
  inputs: z.looseObject({ logits: matrix, y_true: vector }),
  expected: z.record(z.string(), z.unknown()),
});

/** A list, or the three errors of calibration by name. */
const goldenNumbers = z.union([
  nested,
  z.strictObject({ l1: real, l2: real, max: real }).transform(({ l1, l2, max }) => [l1, l2, max]),
]);

type Inputs = z.infer<typeof probCase>["inputs"];
interface Score {
  of: (inputs: Inputs, binCount: number) => Nested | Promise<number>;
  tolerance: Tolerance;
}

/** What the product computes, by the golden file's names. */
const scores: Record<string, Score> = {
  y_pred: { of: (inputs) => predict(inputs).map((it) => it.prediction), tolerance: float64 },
  softmax: {
    of: (inputs) => predict(inputs).flatMap((it) => it.probabilities),
    tolerance: float64,
  },
  confidence: {
    of: (inputs) => predict(inputs).map((it) => it.probabilities[it.prediction]!),
    tolerance: float64,
  },
  nll: { of: meanCrossEntropy, tolerance: float32() },
  brier_sum_over_classes: {
    of: ({ logits, y_true }) => brierScore(logits.map(softmax), y_true),
    tolerance: float64,
  },
  ece_left_closed_torchmetrics: { of: errorsOf("left"), tolerance: float64 },
  ece_right_closed_guo: { of: errorsOf("right"), tolerance: float64 },
  bins_left_closed: { of: binsOf("left"), tolerance: float64 },
  bins_right_closed: { of: binsOf("right"), tolerance: float64 },
};

/** One check for each score. */
export const metricsProb: Section = (value) =>
  z
    .array(probCase)
    .parse(value)
    .flatMap(({ id, n_bins, inputs, expected }) =>
      Object.entries(expected).map(([name, golden]): Check => {
        if (name === "topk") return { id: `${id}/topk`, run: () => expectTopK(inputs, golden) };
        const score = scores[name];
        if (!score) return unsupported(`${id}/${name}`, `metric "${name}"`);
        const run = async () =>
          expectClose(
            name,
            flatten(await score.of(inputs, n_bins)),
            goldenNumbers.parse(golden),
            score.tolerance,
          );
        return { id: `${id}/${name}`, run };
      }),
    );

const topK = z.record(z.string(), real);

function expectTopK({ logits, y_true }: Inputs, golden: unknown): void {
  for (const [k, share] of Object.entries(topK.parse(golden)))
    expectClose(`topk.${k}`, topKAccuracy(logits.map(softmax), y_true, Number(k)), share, float64);
}

type Closed = "left" | "right";

/** From logits in float64: on the edges of bins the last bit decides. */
function calibrationOf({ logits, y_true }: Inputs, binCount: number, closed: Closed) {
  const probabilities = logits.map(softmax);
  const predictions = largestOf(probabilities.flat(), logits[0]!.length);
  const confidences = probabilities.map((row, i) => row[predictions[i]!]!);
  const isRight = y_true.map((label, i) => label === predictions[i]);
  return calibrationBins(confidences, isRight, binCount, closed);
}

function binsOf(closed: Closed) {
  return (inputs: Inputs, binCount: number) =>
    calibrationOf(inputs, binCount, closed).map(({ index, count, accuracy, confidence }) => [
      index,
      count,
      accuracy,
      confidence,
    ]);
}

function errorsOf(closed: Closed) {
  return (inputs: Inputs, binCount: number) => {
    const errors = calibrationErrors(calibrationOf(inputs, binCount, closed));
    return [errors.mean, errors.rootMeanSquare, errors.largest];
  };
}

function predict({ logits }: Inputs): Prediction[] {
  const paths = logits.map((_, row) => String(row));
  return predictionsOf(paths, Float64Array.from(logits.flat()), logits[0]!.length);
}

async function meanCrossEntropy({ logits, y_true }: Inputs): Promise<number> {
  const classCount = logits[0]!.length;
  const loss = losses.crossEntropy.build({ labelSmoothing: 0 }, { classCount, classWeights: null });
  const evaluation = await evaluationOf(
    Float32Array.from(logits.flat()),
    Int32Array.from(y_true),
    classCount,
    loss,
  );
  return evaluation.loss;
}
