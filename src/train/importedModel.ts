/** A TensorFlow.js LayersModel as a trained model of ours. */
import { readLayersModel, type LayersModelParts } from "../parts/formats/tfjs/read/readLayersModel";
import { parseConfig } from "./config";
import type { TrainedModel } from "./modelFile";

/** Throws, saying what is wrong, where the files can't be read. `note`: what had to be guessed. */
export function importLayersModel(parts: LayersModelParts): {
  trained: TrainedModel;
  note: string | null;
} {
  const { model, state, classes, preprocessing, note } = readLayersModel(parts);
  const { config, errors } = parseConfig({
    data: { imageSizePx: model.imageSizePx, normalize: "none" },
    model: { name: "imported", layers: JSON.stringify(model.layers) },
  });
  if (!config)
    throw new Error(`The model can't be used: ${errors.map(({ message }) => message).join(" ")}`);
  return { trained: { model, state, classes, normalization: preprocessing, config }, note };
}
