/**
 * The benchmark in Node on Dawn, for a machine with a GPU and no browser. Bundled into one folder, so that
 * a bare machine needs only Node, `dawn.node` and, to compare with it, a Python with PyTorch:
 *
 *     node main.mjs --binary dawn.node [--json FILE] [--only cnn,…] [--flags backend=vulkan,…]
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cases, type CaseName } from "../cases";
import type { Served } from "../contenders/serve";
import type { Job, Stepper } from "../contenders/stepper";
import { measureCase, type Effort } from "../interleave";
import { describeComputer } from "../machine";
import { measureWebgpuPeak } from "../page/webgpuPeak";
import { printReport } from "../printReport";
import { ratio } from "../ratios";
import { rowOf, type Ratio, type Report, type Row } from "../report";
import type { Contender } from "../session";
import { describeTorch, findTorch, torchContender } from "../torch";

interface Dawn {
  create(flags: string[]): GPU;
  globals: Record<string, unknown>;
}

const { values } = parseArgs({
  options: {
    binary: { type: "string", default: "dawn.node" },
    commit: { type: "string", default: "unknown" },
    flags: { type: "string", default: "" },
    json: { type: "string" },
    only: { type: "string", default: Object.keys(cases).join(",") },
    rounds: { type: "string", default: "7" },
  },
});

const here = dirname(fileURLToPath(import.meta.url));
const gpuName = await startDawn();
const only = values.only.split(",").filter((name): name is CaseName => name in cases);
const python = findTorch();
const script = join(here, "trainTorch.py");
const found = python === null ? null : await describeTorch(python, "cpu", script);
const device = found?.gpu == null ? "cpu" : "cuda";
const torch = python === null ? null : await describeTorch(python, device, script);

const contenders: Contender[] = [
  inProcess("homeroom-webgpu", "Homeroom", async () => {
    const { homeroomStepper } = await import("../contenders/homeroom");
    return (job) => homeroomStepper("webgpu", job);
  }),
  inProcess("tfjs-webgpu", "TensorFlow.js", async () => {
    const { tfjsStepper } = await import("../contenders/tfjs/stepper");
    const { startWebgpu } = await import("../../src/engine/tfjs/backends/webgpu");
    await startWebgpu();
    return (job) => Promise.resolve(tfjsStepper("webgpu", job));
  }),
  torchContender(python, device, script),
];

const isSoftware = /swiftshader|llvmpipe/i.test(gpuName);
const effort: Effort = { rounds: Number(values.rounds), roundMs: 250, limitMs: 15_000 };
const rows: Row[] = [];
for (const name of only) {
  const chosen = contenders.map((it) => [it, leftOut(it, name)] as const);
  rows.push(
    ...(await measureCase(cases[name], chosen, effort)).map((it) => rowOf(cases[name], it)),
  );
}
const report: Report = {
  machine: {
    ...describeComputer(),
    gpu: gpuName,
    webgpuGflops: await measureWebgpuPeak(),
    pytorch: torch && `${torch.version} on ${torch.gpu ?? `${torch.threads} threads`}`,
    pytorchGflops: torch?.peakGflops ?? null,
  },
  commit: values.commit,
  rows,
  ratios: only.flatMap(gpuRatios),
};
printReport(report);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
// Dawn keeps the process alive.
process.exit(0);

/** Makes Node look like a browser's worker to TensorFlow.js; the adapter's name. */
async function startDawn(): Promise<string> {
  const require = createRequire(import.meta.url);
  const { create, globals } = require(resolve(values.binary)) as Dawn;
  const gpu = create(values.flags.split(",").filter(Boolean));
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, "navigator", {
    value: { gpu, hardwareConcurrency: 1, userAgent: "Node" },
    configurable: true,
  });
  // In Node itself TensorFlow.js would ask for modules that are not there.
  const worker = { self: globalThis, WorkerGlobalScope: Object, crossOriginIsolated: false };
  Object.assign(globalThis, worker);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("Dawn found no adapter: is there a Vulkan driver?");
  const { vendor, architecture, device, description } = adapter.info;
  return [vendor, architecture, device, description].filter(Boolean).join(" ");
}

/** Measures in this very process, where nobody can tell whose memory is whose. */
function inProcess(
  id: string,
  engine: string,
  load: () => Promise<(job: Job) => Promise<Stepper>>,
): Contender {
  return {
    id,
    engine,
    tier: "webgpu",
    open: async (job) => {
      const { served } = await import("../contenders/serve");
      const create = await load();
      const it: Served = served((_, job) => create(job));
      const prepared = await it.prepare("webgpu", job);
      return {
        prepared,
        measure: (steps) => it.measure(steps),
        close: () => Promise.resolve(null),
      };
    },
  };
}

function leftOut({ tier }: Contender, name: CaseName): string | null {
  const isLarge = name === "resnet" || name === "mobilenetv2";
  return isSoftware && tier === "webgpu" && isLarge
    ? "Left out: on a software adapter a step takes minutes."
    : null;
}

/** The goals of a real GPU. */
function gpuRatios(name: CaseName): Ratio[] {
  const { label } = cases[name];
  const stepMs = (engine: string) =>
    rows.find((row) => row.model === label && row.engine === engine)?.stepMs ?? NaN;
  const value = (over: string, under: string) => {
    const quotient = stepMs(over) / stepMs(under);
    return Number.isNaN(quotient) ? null : quotient;
  };
  const onGpu = device === "cuda" ? value("Homeroom", "PyTorch") : null;
  return [
    ratio("stock tfjs webgpu / webgpu, on Dawn", label, value("TensorFlow.js", "Homeroom"), {
      sign: "≥",
      bound: 10,
    }),
    ratio("webgpu step / PyTorch eager on the same GPU", label, onGpu, { sign: "≤", bound: 2 }),
  ];
}
