/** Golden section `metrics_prob`: prediction and loss from logits. Calibration fails: it is not there. */
import { z } from "zod";
import { losses } from "../parts/losses";
import type { Prediction } from "../protocol";
import { evaluationOf } from "../train/evaluate";
import { predictionsOf } from "../train/predictions";
import { expectClose, float32, float64, type Tolerance } from "./compare";
import { matrix, nested, vector } from "./nested";
import { unsupported, type Check, type Section } from "./section";

const probCase = z.looseObject({
  id: z.string(),
  inputs: z.looseObject({ logits: matrix, y_true: vector }),
  expected: z.record(z.string(), z.unknown()),
});

type Inputs = z.infer<typeof probCase>["inputs"];
interface Score {
  of: (inputs: Inputs) => ArrayLike<number> | number | Promise<number>;
  tolerance: Tolerance;
}

/** What the product computes, by the golden file's names. */
const scores: Record<string, Score> = {
  y_pred: { of: (inputs) => predict(inputs).map((it) => it.prediction), tolerance: float64 },
  softmax: {
    of: (inputs) => predict(inputs).flatMap((it) => it.probabilities),
    tolerance: float32(),
  },
  confidence: {
    of: (inputs) => predict(inputs).map((it) => it.probabilities[it.prediction]!),
    tolerance: float32(),
  },
  nll: { of: meanCrossEntropy, tolerance: float32() },
};

/** One check for each score. */
export const metricsProb: Section = (value) =>
  z
    .array(probCase)
    .parse(value)
    .flatMap(({ id, inputs, expected }) =>
      Object.entries(expected).map(([name, golden]): Check => {
        const score = scores[name];
        if (!score) return unsupported(`${id}/${name}`, `metric "${name}"`);
        const run = async () =>
          expectClose(name, await score.of(inputs), nested.parse(golden), score.tolerance);
        return { id: `${id}/${name}`, run };
      }),
    );

function predict({ logits }: Inputs): Prediction[] {
  const paths = logits.map((_, row) => String(row));
  return predictionsOf(paths, Float32Array.from(logits.flat()), logits[0]!.length);
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
