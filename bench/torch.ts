/** PyTorch in a Python of this machine that has it. */
import { spawn, spawnSync, type ChildProcessByStdio } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import type { Contender } from "./session";

const SCRIPT = join(import.meta.dirname, "trainTorch.py");
const PYTHONS = ["python3", "/usr/bin/python3"];

const answer = z.union([
  z.strictObject({ ok: z.unknown() }),
  z.strictObject({ error: z.string() }),
]);
const description = z.object({
  version: z.string(),
  threads: z.number(),
  gpu: z.string().nullable(),
});
const preparedSchema = z.object({ firstStepMs: z.number(), dispatches: z.null() });
const timingSchema = z.object({ steps: z.number(), ms: z.number(), busyMs: z.number() });

export type TorchDescription = z.infer<typeof description>;
export type TorchDevice = "cpu" | "cuda";

/** A Python that can `import torch`, or null. */
export function findTorch(): string | null {
  const hasTorch = (python: string) =>
    spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0;
  return PYTHONS.find(hasTorch) ?? null;
}

/** One process, which answers one question after the other. */
class Torch {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  constructor(python: string, script: string) {
    this.child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async ask<T>(schema: z.ZodType<T>, question: object): Promise<T> {
    this.child.stdin.write(`${JSON.stringify(question)}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error("PyTorch's process has ended.");
    const said = answer.parse(JSON.parse(line.value));
    if ("error" in said) throw new Error(said.error);
    return schema.parse(said.ok);
  }

  close(): void {
    this.child.stdin.end();
  }
}

export async function describeTorch(
  python: string,
  device: TorchDevice,
  script = SCRIPT,
): Promise<TorchDescription & { peakGflops: number }> {
  const torch = new Torch(python, script);
  try {
    const found = await torch.ask(description, { describe: true });
    return { ...found, peakGflops: await torch.ask(z.number(), { gflops: device }) };
  } finally {
    torch.close();
  }
}

export function torchContender(
  python: string | null,
  device: TorchDevice,
  script = SCRIPT,
): Contender {
  return {
    id: `pytorch-${device}`,
    engine: "PyTorch",
    tier: device,
    open: async ({ model, batch }) => {
      if (python === null) throw new Error("No python3 here can import torch.");
      const torch = new Torch(python, script);
      try {
        const prepared = await torch.ask(preparedSchema, { prepare: { model, batch, device } });
        return {
          prepared,
          measure: (steps) => torch.ask(timingSchema, { measure: steps }),
          close: async () => {
            const bytes = await torch.ask(z.number(), { peak: true });
            torch.close();
            return bytes;
          },
        };
      } catch (error) {
        torch.close();
        throw error;
      }
    },
  };
}
