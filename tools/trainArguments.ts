/** The arguments of `npm run train`. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { tiers } from "../src/engine/tier";
import { formatNames, type FormatName } from "../src/parts/formats/formatNames";
import type { DeviceChoice } from "../src/protocol";
import { parseUsage, UsageError } from "./command";
import type { Setting } from "./settings";
import { parseSetting } from "./settings";

const USAGE = `npm run train -- (--data DIR | --sample NAME) [--config FILE] [--weights FILE|NAME] [--set path=value …] [--device auto|webgpu|wasm|webgl|cpu] [--out DIR] [--resume DIR] [--export safetensors,${formatNames.join(",")}]`;

/** Weights are always written as safetensors, so that asking for them adds nothing. */
const EXPORT_FORMATS: readonly string[] = ["safetensors", ...formatNames];

export interface TrainArguments {
  images: { kind: "folder"; folder: string } | { kind: "sample"; name: string };
  configPath: string | null;
  settings: readonly Setting[];
  /** A `.safetensors` file to start from, or a name in the catalogue. */
  weights: string | null;
  device: DeviceChoice;
  out: string;
  /** A folder that an earlier run wrote. */
  resume: string | null;
  exports: readonly FormatName[];
}

/** @throws UsageError with a message per argument that is wrong */
export function parseTrainArguments(args: string[]): TrainArguments {
  const { values } = parseUsage(USAGE, () =>
    parseArgs({
      args,
      options: {
        data: { type: "string" },
        sample: { type: "string" },
        config: { type: "string" },
        weights: { type: "string" },
        set: { type: "string", multiple: true, default: [] },
        device: { type: "string", default: "auto" },
        out: { type: "string" },
        resume: { type: "string" },
        export: { type: "string", multiple: true, default: [] },
      },
    }),
  );
  const { data, sample, config, resume } = values;
  const wrong: string[] = [];
  if (data !== undefined && sample !== undefined)
    wrong.push("--data and --sample: give one of the two.");
  if (data === undefined && sample === undefined)
    wrong.push("Which images? Give --data DIR or --sample NAME.");
  const isConfigured = (values.config ?? values.weights ?? values.set[0]) !== undefined;
  if (resume !== undefined && isConfigured)
    wrong.push(
      "--resume: a run goes on with its own configuration, without --config, --weights or --set.",
    );
  const wanted = values.export.flatMap((list) => list.split(","));
  for (const format of wanted)
    if (!EXPORT_FORMATS.includes(format))
      wrong.push(
        `--export: there is no format "${format}". There is: ${EXPORT_FORMATS.join(", ")}.`,
      );
  const settings = values.set.flatMap((text) => {
    const setting = parseSetting(text);
    if (!setting) wrong.push(`--set: "${text}" is not path=value.`);
    return setting ?? [];
  });
  const device = parseDevice(values.device, wrong);
  if (wrong.length > 0) throw new UsageError([...wrong, `Usage: ${USAGE}`]);
  return {
    images:
      data === undefined
        ? { kind: "sample", name: sample ?? "" }
        : { kind: "folder", folder: data },
    configPath: config ?? null,
    settings,
    weights: values.weights ?? null,
    device,
    out:
      values.out ?? resume ?? `runs/${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}`,
    resume: resume ?? null,
    exports: formatNames.filter((name) => wanted.includes(name)),
  };
}

/** Adds to `wrong` where there is no such device. */
export function parseDevice(text: string, wrong: string[]): DeviceChoice {
  const device = (["auto", ...tiers] as const).find((name) => name === text);
  if (!device) wrong.push(`--device: choose one of auto, ${tiers.join(", ")}, not "${text}".`);
  return device ?? "auto";
}

/** @throws UsageError where the file cannot be read or is not JSON */
export function readConfigFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError([`--config: ${error instanceof Error ? error.message : String(error)}`]);
  }
}
