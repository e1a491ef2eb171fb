/** The factor by which a schedule lowers the rate. */
import type { Option } from "../../lib/part";

export const gamma = <const D extends number>(defaultGamma: D, help: string) =>
  ({
    kind: "number",
    label: "γ",
    help,
    default: defaultGamma,
    min: 0,
    exclusiveMin: true,
    max: 1,
    step: 0.05,
  }) as const satisfies Option;
