import { expect, test } from "vitest";
import { expectedCsvBytes, predictionsCsv } from "./predictionsCsv";

const classNames = ["=cat", "dog, or wolf"];
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    path: `große/${1000 + (i % 9000)}.png`,
    prediction: i % 2,
    probabilities: [0.25, 0.75],
  }));

test("a line each, in parts that are told", async () => {
  const shares: number[] = [];
  const reach = (share: number) => Promise.resolve(void shares.push(share));
  const task = { signal: new AbortController().signal, reach };
  const text = await (await predictionsCsv(rowsOf(5000), classNames, task)).text();
  const lines = text.split("\n");
  expect(lines.slice(0, 2)).toEqual([
    'path,prediction,\'=cat,"dog, or wolf"',
    "große/1000.png,'=cat,0.25,0.75",
  ]);
  expect(lines).toHaveLength(5002);
  expect(shares).toEqual([0, 0.4, 0.8]);
});

test.each([1, 50, 5000])("of %d rows, about as large as said", async (count) => {
  const { size } = await predictionsCsv(rowsOf(count), classNames);
  const expected = expectedCsvBytes(rowsOf(count), classNames);
  expect(Math.abs(expected - size)).toBeLessThanOrEqual(count > 50 ? 0.3 * size : 0);
});
