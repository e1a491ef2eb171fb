/** Golden section `metrics_hard`: scores from true and predicted classes. */
import { z } from "zod";
import { classScores } from "../lib/classScores";
import {
  accuracy,
  balancedAccuracy,
  macro,
  micro,
  weighted,
  type Averages,
  type Confusion,
} from "../parts/metrics/classification";
import { confusionOf } from "../parts/metrics/confusion";
import { expectClose, float64 } from "./compare";
import { nested, vector, type Nested } from "./nested";
import { lookUp, unsupported, type Check, type Section } from "./section";

const metricsCase = z.looseObject({
  id: z.string(),
  num_classes: z.int(),
  inputs: z.looseObject({ y_true: vector, y_pred: vector }),
  expected: z.record(z.string(), z.unknown()),
});

const averages = ({ precision, recall, f1 }: Averages) => ({ precision, recall, f1 });

/** What the product counts, by the golden file's names. */
const counted: Record<string, (confusion: Confusion) => Nested | Record<string, number>> = {
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
