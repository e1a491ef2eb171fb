import { expect, test } from "vitest";
import { csvLine } from "./csv";

test("plain text and numbers stand as they are", () => {
  expect(csvLine(["cats/1.png", -0.5, 12])).toBe("cats/1.png,-0.5,12");
});

test("commas, quotes and line ends are quoted", () => {
  expect(csvLine(["a,b", 'say "c"', "d\ne"])).toBe('"a,b","say ""c""","d\ne"');
});

test.each(["=1+1", "+1", "-1", "@sum", "\tx"])("%j is no formula", (text) => {
  expect(csvLine([text])).toBe(`'${text}`);
});
