/** Five 3×3 convolutions with BatchNorm and ReLU, for images of 28 to 64 px. */
import type { Layer } from "../../nn/ops";
import { model } from "./model";
import { classifier, convNormRelu } from "./blocks";
import { dropout } from "./commonOptions";

export const smallCnn = model({
  label: "Small CNN",
  help: "Five convolutions, quick to train. For images of 28 to 64 px.",
  options: {
    width: {
      kind: "integer",
      label: "Width",
      unit: "channels",
      help: "Channels of the first convolution; the later ones have 2 and 4 times as many.",
      default: 16,
      min: 4,
      max: 128,
      step: 4,
    },
    dropout: dropout(0.1),
  },
  build: ({ width, ...options }, { classCount, imageSizePx }) => {
    const layers: Layer[] = [];
    const channels = [width, 2 * width, 2 * width, 4 * width, 4 * width];
    let input = "input";
    channels.forEach((outChannels, i) => {
      const inChannels = channels[i - 1] ?? 3;
      layers.push(
        ...convNormRelu(`features.${i}`, input, { inChannels, outChannels, kernelPx: 3 }),
      );
      input = `features.${i}.relu`;
      // Halving early keeps most of the arithmetic in the small layers.
      if (i === 0 || i === 2) {
        layers.push({
          op: "maxPool",
          name: `pool${i}`,
          inputs: [input],
          kernelPx: 2,
          stridePx: 2,
          paddingPx: 0,
        });
        input = `pool${i}`;
      }
    });
    layers.push(...classifier("classifier", input, channels.at(-1)!, classCount, options.dropout));
    return { name: "smallCnn", imageSizePx, channels: 3, classCount, layers };
  },
});
