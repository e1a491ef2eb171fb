/** The comparison as docs/parity.md. */
import { table } from "../../bench/markdown";
import { COMPARED_STEPS } from "./cases";
import { F1_LIMIT_POINTS, LOSS_LIMIT, type StepComparison, type WholeComparison } from "./compare";

export interface Comparison {
  machine: Record<string, string | number>;
  commit: string;
  steps: readonly StepComparison[];
  whole: WholeComparison;
}

export function markdownOf({ machine, commit, steps, whole }: Comparison): string {
  return [
    "# The same learning as PyTorch",
    "Written by `npm run parity`, which needs a python3 with PyTorch and torchvision (Debian: `python3-torch`,",
    "`python3-torchvision`; the environment variable `PYTHON` names another) and fails where a limit is missed.",
    "The same model, initial weights, images, order, loss, optimizer and schedule are trained here, on the",
    "`wasm` tier with its threads, and in PyTorch with its own `torch.optim`, `torch.nn` and schedulers",
    "(`tools/parityTraining.py`). The initial weights are exported from here as safetensors and loaded with",
    "`strict=True`, and the order of the images comes from here; normalisation, loss, gradients, updates, rates",
    "and metrics are worked out on each side by itself. Augmentation is off. Dropout is on where the model has",
    "it, with the same masks: they are a hash of the seed and the place in the run (`src/lib/random.ts`), which",
    "the script has in numpy.",
    "",
    table(
      ["", ""],
      Object.entries({ ...machine, commit }).map((entry) => entry.map(String)),
    ),
    `## The first ${COMPARED_STEPS} steps`,
    `Relative differences of the training loss; the limit is ${LOSS_LIMIT} at step ${COMPARED_STEPS}. 600 images of the`,
    'built-in sample, so that the steps are four epochs, each with a shorter last batch. "Validation" is the',
    "loss on 200 other images after the last epoch, in eval mode, of the average where one is kept. The last two",
    "columns are how far both sides are, at the last step, from the same run in PyTorch in float64: what",
    "float32's rounding has grown to. Where a rounded number falls on another side of a kink (ReLU, max pooling)",
    "a gradient jumps, on both sides alike; ConvNeXt has no kink. Deep networks with BatchNorm, such as",
    "ResNet-18, amplify rounding on images of this size so much that PyTorch in float32 and in float64 part",
    "within a few steps; `npm run parity:models` compares their outputs.",
    "",
    stepTable(steps),
    "## Whole runs",
    "The first preset on the built-in sample (3,000 images to train on, 1,000 to validate), trained in the built",
    "page as a user's click does. Macro-F1 on the validation images after the last epoch, in percent. Over",
    "hundreds of steps rounding becomes another course through the same landscape, so that single runs differ;",
    `the means over the seeds may differ by ${F1_LIMIT_POINTS} point.`,
    "",
    wholeTable(whole),
  ].join("\n");
}

export function stepTable(steps: readonly StepComparison[]): string {
  return table(
    [
      "model and recipe",
      `loss at step ${COMPARED_STEPS}, here`,
      "PyTorch",
      "step 1",
      `step ${COMPARED_STEPS}`,
      "largest",
      "validation",
      "",
      "here to float64",
      "PyTorch to float64",
    ],
    steps.map(({ label, loss, first, last, largest, validation, fromDouble, holds }) => [
      label,
      loss.here.toFixed(6),
      loss.torch.toFixed(6),
      ...[first, last, largest, validation].map(rounded),
      verdict(holds),
      rounded(fromDouble.here),
      rounded(fromDouble.torch),
    ]),
  );
}

export function wholeTable({ runs, mean, holds }: WholeComparison): string {
  const row = (label: string, here: number, torch: number, end: string) => [
    label,
    ...[here, torch, here - torch].map((it) => (100 * it).toFixed(2)),
    end,
  ];
  return table(
    ["run", "here", "PyTorch", "difference", ""],
    [
      ...runs.map(({ label, here, torch }) => row(label, here, torch, "")),
      row("mean", mean.here, mean.torch, verdict(holds)),
    ],
  );
}

const rounded = (difference: number) => difference.toExponential(1);
const verdict = (holds: boolean) => (holds ? "holds" : "**missed**");
