/** EfficientNet-B0 in torchvision's layout or in timm's. https://arxiv.org/abs/1905.11946 */
import { dropout, layout, stem, stochasticDepth } from "./commonOptions";
import { efficientNet } from "./efficientNet";
import { model } from "./model";

export const efficientNetB0 = model({
  label: "EfficientNet-B0",
  help: "Four million parameters; more accurate than MobileNets, and slower.",
  options: { layout, stem, dropout: dropout(0.2), stochasticDepth: stochasticDepth(0.2) },
  build: (options, context) =>
    efficientNet("efficientNetB0", { ...options, activation: "silu", hasSqueeze: true }, context),
});
