/** Golden section `argmax_ties`: among equal logits the first class wins. */
import { z } from "zod";
import { largestOf } from "../parts/metrics/confusion";
import { expectClose, float64 } from "./compare";
import { matrix, vector } from "./nested";
import type { Section } from "./section";

const content = z.looseObject({
  cases: z.array(z.looseObject({ logits: matrix, expected: vector })),
});

export const argmaxTies: Section = (value) =>
  content.parse(value).cases.map(({ logits, expected }, i) => ({
    id: `argmax_ties/${i}`,
    run: () => {
      const largest = largestOf(logits.flat(), logits[0]!.length);
      expectClose("argmax", largest, expected, float64);
    },
  }));
