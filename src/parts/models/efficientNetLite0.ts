/** EfficientNet-Lite0 with timm's names, shapes and initialisation: B0 without squeeze and excitation. */
import { dropout, stem, stochasticDepth } from "./commonOptions";
import { efficientNet } from "./efficientNet";
import { model } from "./model";

export const efficientNetLite0 = model({
  label: "EfficientNet-Lite0",
  help: "Three million parameters, an EfficientNet of plain operations that suit any device.",
  options: { stem, dropout: dropout(0), stochasticDepth: stochasticDepth(0) },
  build: (options, context) =>
    efficientNet(
      "efficientNetLite0",
      { ...options, layout: "timm", activation: "relu6", hasSqueeze: false },
      context,
    ),
});
