/** A splitter says which images train, which validate and which test. */
import type { Options, Part } from "../lib/part";
import type { Dataset, Split } from "./dataset";

/** Pure: equal data and seed give an equal split. */
export type Splitter = (
  dataset: Pick<Dataset, "classes" | "labels" | "folderSplit">,
  seed: number,
) => Split;

export const splitter = <const O extends Options>(part: Part<O, void, Splitter>) => part;
