/** ResNet-18 and -34 with torchvision's (and timm's) names, shapes and initialisation. https://arxiv.org/abs/1512.03385 */
import type { Model } from "../../nn/model";
import type { Layer } from "../../nn/ops";
import { classifier, convolution, normalization } from "./blocks";
import { model, type ModelContext } from "./model";

const options = {
  stem: {
    kind: "choice",
    label: "Stem",
    help: "The small stem keeps the resolution of small images; the large one is torchvision's.",
    default: "small",
    choices: [
      { value: "small", label: "For images up to 96 px: 3×3 convolution" },
      { value: "large", label: "For larger images: 7×7 convolution and pooling" },
    ],
  },
} as const;

export const resnet18 = model({
  label: "ResNet-18",
  help: "Eleven million parameters, residual connections. Slow without a GPU.",
  options,
  build: ({ stem }, context) => resnet("resnet18", stem, [2, 2, 2, 2], context),
});

export const resnet34 = model({
  label: "ResNet-34",
  help: "Twenty-one million parameters, twice as deep as ResNet-18. Very slow without a GPU.",
  options,
  build: ({ stem }, context) => resnet("resnet34", stem, [3, 4, 6, 3], context),
});

function resnet(
  name: string,
  stem: "small" | "large",
  blockCounts: readonly number[],
  { classCount, imageSizePx }: ModelContext,
): Model {
  const channels = { inChannels: 3, outChannels: 64 };
  const layers: Layer[] =
    stem === "large"
      ? [
          convolution("conv1", "input", { ...channels, kernelPx: 7, stridePx: 2 }),
          ...stemNorm(),
          {
            op: "maxPool",
            name: "maxpool",
            inputs: ["relu"],
            kernelPx: 3,
            stridePx: 2,
            paddingPx: 1,
          },
        ]
      : [convolution("conv1", "input", { ...channels, kernelPx: 3 }), ...stemNorm()];
  let inChannels = 64;
  blockCounts.forEach((blockCount, stage) => {
    const outChannels = 64 * 2 ** stage;
    for (let block = 0; block < blockCount; block++) {
      const stridePx = stage > 0 && block === 0 ? 2 : 1;
      const name = `layer${stage + 1}.${block}`;
      layers.push(...basicBlock(name, layers.at(-1)!.name, inChannels, outChannels, stridePx));
      inChannels = outChannels;
    }
  });
  layers.push(...classifier("fc", layers.at(-1)!.name, 512, classCount, 0));
  return { name, imageSizePx, channels: 3, classCount, layers };
}

function stemNorm(): Layer[] {
  return [
    normalization("bn1", "conv1", 64),
    { op: "activation", kind: "relu", name: "relu", inputs: ["bn1"] },
  ];
}

/** Two 3×3 convolutions around a shortcut, which is a 1×1 convolution where the shape changes. */
function basicBlock(
  name: string,
  input: string,
  inChannels: number,
  outChannels: number,
  stridePx: number,
): Layer[] {
  const layers: Layer[] = [
    convolution(`${name}.conv1`, input, { inChannels, outChannels, kernelPx: 3, stridePx }),
    normalization(`${name}.bn1`, `${name}.conv1`, outChannels),
    { op: "activation", kind: "relu", name: `${name}.relu1`, inputs: [`${name}.bn1`] },
    convolution(`${name}.conv2`, `${name}.relu1`, {
      inChannels: outChannels,
      outChannels,
      kernelPx: 3,
    }),
    normalization(`${name}.bn2`, `${name}.conv2`, outChannels),
  ];
  let shortcut = input;
  if (stridePx !== 1 || inChannels !== outChannels) {
    shortcut = `${name}.downsample.1`;
    layers.push(
      convolution(`${name}.downsample.0`, input, {
        inChannels,
        outChannels,
        kernelPx: 1,
        stridePx,
      }),
      normalization(shortcut, `${name}.downsample.0`, outChannels),
    );
  }
  layers.push(
    { op: "add", name: `${name}.add`, inputs: [`${name}.bn2`, shortcut] },
    { op: "activation", kind: "relu", name: `${name}.relu2`, inputs: [`${name}.add`] },
  );
  return layers;
}
