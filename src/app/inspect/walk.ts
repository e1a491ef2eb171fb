/** The way through a training step: its stages, and the stops of a walk through them. */
import type { StepInspection } from "../../train/inspection";

export type StageName = "zeroGrad" | "forward" | "loss" | "backward" | "step";

export interface Stage {
  name: StageName;
  /** The line of PyTorch that does it. */
  code: string;
  title: string;
  sentence: string;
}

export const stages: readonly Stage[] = [
  {
    name: "zeroGrad",
    code: "optimizer.zero_grad()",
    title: "Forget the old gradient",
    sentence:
      "Gradients add up until somebody clears them. A step begins by clearing what the last one left.",
  },
  {
    name: "forward",
    code: "logits = model(images)",
    title: "Forward",
    sentence:
      "The images go through the layers, one after the other. What comes out is a score for every class: the logits.",
  },
  {
    name: "loss",
    code: "loss = criterion(logits, labels)",
    title: "Loss",
    sentence:
      "One number says how wrong the model is about these images. Training makes it smaller.",
  },
  {
    name: "backward",
    code: "loss.backward()",
    title: "Backward",
    sentence:
      "By the chain rule the loss is traced back through every layer: how would it change if this output, this weight were a little larger?",
  },
  {
    name: "step",
    code: "optimizer.step()",
    title: "Update",
    sentence:
      "The optimizer moves every weight a little against its gradient. How far depends on the learning rate and on its own memory.",
  },
];

/** `layer` is a place in the model's list; −1 stands for the batch of images. */
export type Stop =
  { stage: "zeroGrad" | "loss" | "step" } | { stage: "forward" | "backward"; layer: number };

/** Down through the layers, and up again. */
export function walkThrough({ layers }: Pick<StepInspection, "layers">): Stop[] {
  const places = layers.map((_, layer) => layer);
  return [
    { stage: "zeroGrad" },
    { stage: "forward", layer: -1 },
    ...places.map((layer) => ({ stage: "forward" as const, layer })),
    { stage: "loss" },
    ...places.toReversed().map((layer) => ({ stage: "backward" as const, layer })),
    { stage: "step" },
  ];
}

/** Where a click on a layer leads: in the stage at hand, or where layers have none, to its forward. */
export function stopAtLayer(stops: readonly Stop[], current: Stop, layer: number): number {
  const stage = current.stage === "backward" && layer >= 0 ? "backward" : "forward";
  return stops.findIndex((stop) => "layer" in stop && stop.stage === stage && stop.layer === layer);
}

/** Which of the two passes is shown. */
export type Mode = "train" | "eval";
