/** For tests: small models whose shapes leave every straight path. */
import type { Model } from "../../nn/model";
import type { Layer } from "../../nn/ops";
import { classifier, convolution, normalization } from "../../parts/models/blocks";
import { CLASS_COUNT } from "../testModel";

type Shape = Parameters<typeof convolution>[2] & { paddingPx?: number; isDepthwise?: boolean };

/** Builds a chain of layers; `block` is a convolution, BatchNorm and activation. */
function chain(sizePx: number, build: (add: ReturnType<typeof adder>) => void): Model {
  const layers: Layer[] = [];
  build(adder(layers));
  return { name: "test", imageSizePx: sizePx, channels: 3, classCount: CLASS_COUNT, layers };
}

function adder(layers: Layer[]) {
  const last = () => (layers.length > 0 ? layers[layers.length - 1]!.name : "input");
  const conv = (name: string, { paddingPx, isDepthwise, ...shape }: Shape, hasBias = false) => {
    const layer = convolution(name, last(), shape);
    const groups = isDepthwise ? shape.inChannels : 1;
    layers.push({ ...layer, hasBias, groups, paddingPx: paddingPx ?? layer.paddingPx });
  };
  return {
    layers,
    last,
    conv,
    block(name: string, shape: Shape, kind: "relu" | "relu6" | null = "relu6") {
      conv(name, shape);
      layers.push(normalization(`${name}.bn`, name, shape.outChannels));
      if (kind)
        layers.push({ op: "activation", kind, name: `${name}.act`, inputs: [`${name}.bn`] });
    },
    sum: (name: string, other: string) => layers.push({ op: "add", name, inputs: [last(), other] }),
    end: (features: number, dropout: number) =>
      layers.push(...classifier("fc", last(), features, CLASS_COUNT, dropout)),
  };
}

/** Inverted residuals: 1×1, depthwise 3×3 with and without stride, a linear end, a residual sum. */
export function invertedResidualModel(): Model {
  return chain(13, (net) => {
    net.block("stem", { inChannels: 3, outChannels: 8, kernelPx: 3, stridePx: 2 });
    const before = net.last();
    net.block("expand", { inChannels: 8, outChannels: 12, kernelPx: 1 });
    net.block("depth", { inChannels: 12, outChannels: 12, kernelPx: 3, isDepthwise: true });
    net.block("project", { inChannels: 12, outChannels: 8, kernelPx: 1 }, null);
    net.sum("sum", before);
    const wide = { inChannels: 8, outChannels: 8, kernelPx: 5, stridePx: 2 };
    net.block("wide", { ...wide, isDepthwise: true });
    net.end(8, 0);
  });
}

/** Odd channels, a 5×5 kernel with stride 3, no padding, a depthwise bias, a sum with itself. */
export function oddModel(): Model {
  return chain(17, (net) => {
    net.conv("first", { inChannels: 3, outChannels: 5, kernelPx: 3, paddingPx: 0 }, true);
    net.layers.push({ op: "activation", kind: "relu6", name: "act", inputs: ["first"] });
    net.conv(
      "depth",
      { inChannels: 5, outChannels: 5, kernelPx: 3, stridePx: 2, isDepthwise: true },
      true,
    );
    net.layers.push(normalization("lone", "depth", 5));
    net.sum("twice", "lone");
    net.block("large", { inChannels: 5, outChannels: 8, kernelPx: 5, stridePx: 3, paddingPx: 3 });
    net.block("even", { inChannels: 8, outChannels: 7, kernelPx: 2, paddingPx: 1 }, "relu");
    net.end(7, 0.5);
  });
}
