/** The report as docs/benchmark.md. */
import { cases } from "./cases";
import type { Ratio, Report, Row } from "./report";

const INTRODUCTION = `Written by \`npm run bench -- --docs\`. All engines of one model are measured in one run, repetitions
interleaved, each the median. A step is forward, loss, backward and Adam on one batch; the model is built
from the same layer list everywhere. Run it on your own machine: the ratios carry over better than the
times.`;

export function markdownOf({ machine, commit, rows, ratios }: Report, chartFile: string): string {
  const labels: string[] = Object.values(cases).map(({ label }) => label);
  const growth = rows.filter((row) => !labels.includes(row.model) || !isCase(row));
  return [
    "# Benchmark",
    INTRODUCTION,
    table(
      ["", ""],
      Object.entries({ ...machine, commit }).map(([name, value]) => [name, said(value)]),
    ),
    `![Step times](${chartFile})`,
    "## Promises",
    table(["ratio", "model", "value", "goal", ""], ratios.map(ratioCells)),
    ...labels.flatMap((label) => {
      const own = rows.filter((row) => row.model === label && isCase(row));
      const [first] = own;
      if (!first) return [];
      return [
        `## ${label}, ${first.imageSizePx} px, batch ${first.batch}`,
        table(
          COLUMNS,
          own.map((row) => stepCells(row, machine)),
        ),
      ];
    }),
    ...(growth.length > 0
      ? [
          "## Growth",
          table(
            ["model", "image", "batch", "tier", "ms a step", "images/s", "peak MB"],
            growth.map(growthCells),
          ),
        ]
      : []),
    NOTES,
  ].join("\n\n");
}

const COLUMNS = [
  "engine",
  "tier",
  "ms a step",
  "GFLOP/s",
  "of the peak",
  "dispatches",
  "thread busy, ms",
  "peak MB",
];

const NOTES = `## What the columns mean

- GFLOP/s counts the convolutions' and linear layers' arithmetic in forward and backward, and the peak is what
  this machine's own multiply-adds reach on registers, in the same language (for PyTorch: its matrix product).
- Dispatches are what WebGPU is asked for; elsewhere the engine's own kernels.
- The thread that drives the engine is busy for the time shown; a GPU or other threads may work for longer.
- Peak MB: GPU buffers and WebAssembly memories; for PyTorch what the process grew by.
- "TensorFlow.js, composed gradients" is the fastest that its WebAssembly backend can be made to go: it cannot
  train by itself, so the kernels that it lacks are composed of those that it has.
- Whole training counts from the first step that the page hears of to the end of the last epoch, validation
  included; the bare figure is the same steps and the same validation passes with nothing around them.
- The page is opened in a fresh browser with empty caches, and clicked on as soon as it can be.`;

function isCase({ model, imageSizePx, batch }: Row): boolean {
  return Object.values(cases).some(
    (it) => it.label === model && it.model.imageSizePx === imageSizePx && it.batch === batch,
  );
}

function ratioCells({ name, model, value, goal, holds }: Ratio): string[] {
  const verdict = holds === null ? "not measured" : holds ? "holds" : "**missed**";
  return [name, model, value === null ? "–" : digits(value), goal, verdict];
}

function stepCells(row: Row, machine: Report["machine"]): string[] {
  const { engine, tier, stepMs, gflops, dispatches, cpuMs, peakBytes } = row;
  if (stepMs === null) return [engine, tier, row.why ?? "", "", "", "", "", ""];
  const peak = peakOf(row, machine);
  const share = gflops !== null && peak !== null ? `${digits((100 * gflops) / peak)} %` : "";
  return [
    ...[engine, tier, digits(stepMs), shown(gflops), share, shown(dispatches), shown(cpuMs)],
    shown(peakBytes === null ? null : peakBytes / 1e6),
  ];
}

/** Of the hardware that the row ran on, in its language; null where it was not measured. */
export function peakOf({ engine, tier }: Row, machine: Report["machine"]): number | null {
  const name =
    engine === "PyTorch"
      ? "pytorchGflops"
      : tier === "wasm"
        ? "wasmGflops"
        : tier === "webgpu"
          ? "webgpuGflops"
          : "";
  const peak = machine[name];
  return typeof peak === "number" ? peak : null;
}

function growthCells({ model, imageSizePx, batch, tier, stepMs, peakBytes, why }: Row): string[] {
  const named = [model, `${imageSizePx} px`, String(batch), tier];
  if (stepMs === null) return [...named, why ?? "", "", ""];
  const rate = digits((1000 * batch) / stepMs);
  return [...named, digits(stepMs), rate, shown(peakBytes === null ? null : peakBytes / 1e6)];
}

/** Cells may hold any text. */
export function table(head: string[], body: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}

const shown = (value: number | null) => (value === null ? "" : digits(value));

/** Three digits, without an exponent. */
export function digits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 });
}

function said(value: string | number | null): string {
  return typeof value === "number" && !Number.isInteger(value)
    ? digits(value)
    : String(value ?? "–");
}
