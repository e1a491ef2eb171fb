/** The arguments of `npm run bench`. */
import { parseArgs } from "node:util";
import { parseUsage, UsageError } from "../tools/command";
import { cases, type CaseName } from "./cases";
import { contenderIds } from "./contenderList";

export const caseNames = Object.keys(cases) as CaseName[];
export const partNames = [...caseNames, "growth", "whole", "start"] as const;
export type PartName = (typeof partNames)[number];

const USAGE =
  "npm run bench -- [--json FILE] [--docs] [--only PART,…] [--engines ENGINE,…] [--rounds N] [--all] [--dawn] [--pack FILE.tar.xz] [--from FILE.json,…]";

export interface BenchArguments {
  /** Where the report goes as JSON. */
  json: string | null;
  /** Writes docs/benchmark.md and its chart. */
  docs: boolean;
  only: readonly PartName[];
  engines: readonly string[];
  rounds: number;
  /** Reports that were measured in pieces, to be put together instead of measuring. */
  from: readonly string[];
  /** Also what takes minutes a step. */
  all: boolean;
  /** In Node on Dawn instead of in a browser. */
  dawn: boolean;
  /** Dawn's own settings, such as `backend=vulkan`. */
  dawnFlags: string;
  /** Where the benchmark for a bare machine with a GPU is packed, instead of being run. */
  pack: string | null;
}

/** @throws UsageError with a message per argument that is wrong */
export function parseBenchArguments(args: string[]): BenchArguments {
  const { values } = parseUsage(USAGE, () =>
    parseArgs({
      args,
      options: {
        json: { type: "string" },
        docs: { type: "boolean", default: false },
        only: { type: "string" },
        engines: { type: "string" },
        rounds: { type: "string", default: "7" },
        all: { type: "boolean", default: false },
        dawn: { type: "boolean", default: false },
        "dawn-flags": { type: "string", default: "" },
        pack: { type: "string" },
        from: { type: "string" },
      },
    }),
  );
  const wrong: string[] = [];
  const only = choose("--only", values.only, partNames, wrong);
  const engines = choose("--engines", values.engines, contenderIds, wrong);
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0)) wrong.push("--rounds: a whole number from 1.");
  if (wrong.length > 0) throw new UsageError([...wrong, `Usage: ${USAGE}`]);
  const { docs, all, dawn } = values;
  return {
    ...{ only, engines, rounds, docs, all, dawn },
    json: values.json ?? null,
    dawnFlags: values["dawn-flags"],
    pack: values.pack ?? null,
    from: values.from?.split(",") ?? [],
  };
}

/** The names in a list with commas, all of them where there is none. */
function choose<T extends string>(
  option: string,
  list: string | undefined,
  names: readonly T[],
  wrong: string[],
): readonly T[] {
  if (list === undefined) return names;
  return list.split(",").flatMap((text) => {
    const name = names.find((it) => it === text);
    if (!name) wrong.push(`${option}: choose of ${names.join(", ")}, not "${text}".`);
    return name ?? [];
  });
}
