/** Options that several models have. */
export const dropout = (byDefault: number) =>
  ({
    kind: "number",
    label: "Dropout",
    help: "Share of the features that are dropped before the classifier while training.",
    default: byDefault,
    min: 0,
    max: 1,
    step: 0.05,
  }) as const;

export const stochasticDepth = (byDefault: number) =>
  ({
    kind: "number",
    label: "Stochastic depth",
    help: "Share of the images for which the last block is skipped while training; the earlier blocks are skipped more rarely.",
    default: byDefault,
    min: 0,
    max: 1,
    step: 0.05,
  }) as const;

export const stem = {
  kind: "choice",
  label: "Stem",
  help: "The original's first convolution halves the image; small images keep more with stride 1.",
  default: "large",
  choices: [
    { value: "small", label: "For images up to 96 px: stride 1" },
    { value: "large", label: "For larger images: stride 2" },
  ],
} as const;

export const layout = {
  kind: "choice",
  label: "Layout",
  help: "Whose names the weights have, and whose details the model: torchvision's or timm's.",
  default: "torchvision",
  choices: [
    { value: "torchvision", label: "torchvision" },
    { value: "timm", label: "timm" },
  ],
} as const;
