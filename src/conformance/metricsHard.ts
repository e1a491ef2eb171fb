/** Golden section `metrics_hard`: scores from true and predicted classes. */
import { z } from "zod";
import { classScores } from "../lib/classScores";
import { cohenKappa, matthewsCorrelation } from "../parts/metrics/agreement";
import {
  accuracy,
  balancedAccuracy,
  macro,
  micro,
  presentMacroF1,
  weighted,
  type Averages,
  type Confusion,
} from "../parts/metrics/classification";
import { confusionOf } from "../parts/metrics/confusion";
import { normalizedConfusion } from "../parts/metrics/normalizedConfusion";
import { expectClose, float64 } from "./compare";
import { nested, vector, type Nested } from "./nested";
import { lookUp, unsupported, type Check, type Section } from "./section";

const metricsCase = z.looseObject({
  id: z.string(),
  num_classes: z.int(),
  inputs: z.looseObject({ y_true: vector, y_pred: vector }),
  expected: z.record(z.string(), z.unknown()),
});

type Scores = Nested | Record<string, Nested>;

const averages = ({ precision, recall, f1 }: Averages) => ({ precision, recall, f1 });

/** What the product counts, by the golden file's names. */
const counted: Record<string, (confusion: Confusion) => Scores> = {
  confusion: (confusion) => confusion,
  accuracy,
  precision: (confusion) => classScores(confusion).map(({ precision }) => precision),
  recall: (confusion) => classScores(confusion).map(({ recall }) => recall),
  f1: (confusion) => classScores(confusion).map(({ f1 }) => f1),
  support: (confusion) => classScores(confusion).map(({ support }) => support),
  macro: (confusion) => averages(macro(confusion)),
  weighted: (confusion) => averages(weighted(confusion)),
  micro: (confusion) => averages(micro(confusion)),
  balanced_accuracy: balancedAccuracy,
  // Without a list of classes scikit-learn takes those that occur, as torchmetrics does.
  macro_f1_sklearn_default_labels: presentMacroF1,
  macro_f1_torchmetrics_rule: presentMacroF1,
  macro_f1_of_macro_pr: (confusion) => {
    const { precision, recall } = macro(confusion);
    return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  },
  cohen_kappa: cohenKappa,
  mcc: matthewsCorrelation,
  zero_division_1_sklearn_1_2: (confusion) => {
    const scores = classScores(confusion, 1);
    const f1 = scores.map((it) => it.f1);
    return {
      precision: scores.map(({ precision }) => precision),
      recall: scores.map(({ recall }) => recall),
      f1,
      macro_f1: f1.reduce((sum, it) => sum + it, 0) / f1.length,
    };
  },
  confusion_normalized_true: (confusion) => normalizedConfusion(confusion, "truth"),
  confusion_normalized_pred: (confusion) => normalizedConfusion(confusion, "prediction"),
};

export const metricsHard: Section = (value) => z.array(metricsCase).parse(value).flatMap(checks);

/** One check of all that the product counts, and one failure for each score that it doesn't have. */
function checks({ id, num_classes, inputs, expected }: z.infer<typeof metricsCase>): Check[] {
  const names = Object.keys(expected).filter((name) => !name.startsWith("TRAP_"));
  const known = names.filter((name) => name in counted);
  const run = () => {
    const oneHot = inputs.y_pred.flatMap((prediction) =>
      Array.from({ length: num_classes }, (_, c) => (c === prediction ? 1 : 0)),
    );
    const confusion = confusionOf(oneHot, inputs.y_true, num_classes);
    for (const name of known) {
      const actual = lookUp(counted, name, "metric")(confusion);
      if (typeof actual === "number" || Array.isArray(actual))
        compare(name, actual, expected[name]);
      else
        for (const [part, score] of Object.entries(actual))
          compare(`${name}.${part}`, score, (expected[name] as Record<string, unknown>)[part]);
    }
  };
  const missing = names.filter((name) => !(name in counted));
  return [{ id, run }, ...missing.map((name) => unsupported(`${id}/${name}`, `metric "${name}"`))];
}

function compare(name: string, actual: Nested, expected: unknown): void {
  expectClose(name, [actual].flat(3) as number[], nested.parse(expected), float64);
}
