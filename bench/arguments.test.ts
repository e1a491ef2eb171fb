import { expect, test } from "vitest";
import { UsageError } from "../tools/command";
import { parseBenchArguments, partNames } from "./arguments";

test("without arguments everything is measured", () => {
  expect(parseBenchArguments([])).toMatchObject({ json: null, docs: false, only: partNames });
});

test("parts and engines can be chosen", () => {
  const args = ["--only", "cnn,whole", "--engines", "homeroom-wasm", "--rounds", "3"];
  expect(parseBenchArguments([...args, "--json", "x.json"])).toMatchObject({
    json: "x.json",
    only: ["cnn", "whole"],
    engines: ["homeroom-wasm"],
    rounds: 3,
  });
});

test.each([["--only", "everything"], ["--engines", "abacus"], ["--rounds", "0"], ["--jsn"]])(
  "%s %s is refused with a reason",
  (...args) => {
    expect(() => parseBenchArguments(args)).toThrow(UsageError);
  },
);
