/** The report as the terminal shows it. */
import type { Report } from "./report";

export function printReport({ machine, commit, rows, ratios }: Report): void {
  console.log(
    Object.entries(machine)
      .map(([name, value]) => `${name}: ${value}`)
      .join(" · "),
  );
  console.log(`commit: ${commit}\n`);
  for (const row of rows) {
    const who = `${row.model}, ${row.imageSizePx} px × ${row.batch}, ${row.engine} ${row.tier}`;
    console.log(`${who.padEnd(72)} ${row.why ?? numbers(row)}`);
  }
  console.log("");
  for (const { name, model, value, goal, holds } of ratios) {
    const verdict = holds === null ? "not measured" : holds ? "holds" : "MISSED";
    const said = value === null ? "–" : value.toPrecision(3);
    console.log(`${name} (${model})`.padEnd(72), said.padStart(8), goal.padStart(7), verdict);
  }
}

function numbers({ stepMs, dispatches, cpuMs, peakBytes, gflops }: Report["rows"][number]): string {
  const figures = [
    [stepMs, "ms"],
    [gflops, "GFLOP/s"],
    [cpuMs, "ms busy"],
    [dispatches, "dispatches"],
    [peakBytes === null ? null : peakBytes / 1e6, "MB"],
  ] as const;
  return figures
    .filter(([value]) => value !== null)
    .map(([value, unit]) => `${value!.toPrecision(3)} ${unit}`)
    .join(" · ");
}
