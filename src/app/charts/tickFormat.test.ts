import { expect, test } from "vitest";
import { tickFormat } from "./tickFormat";

test.each([
  [
    [0, 0.5, 1, 1.5],
    ["0", "0.5", "1", "1.5"],
  ],
  [
    [0, 0.00002, 0.00004],
    ["0", "2e-5", "4e-5"],
  ],
  [
    [0.6931, 0.6932, 0.6933],
    ["0.6931", "0.6932", "0.6933"],
  ],
  [
    [0.695, 0.7, 0.705],
    ["0.695", "0.7", "0.705"],
  ],
])("the ticks %j are told apart", (ticks, words) => {
  expect(ticks.map(tickFormat(ticks))).toEqual(words);
});
