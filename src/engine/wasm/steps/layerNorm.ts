/** Normalisation over channels. */
import { addParts } from "./filterGradient";
import { chunkRowsOf, unitsOf, type Lower } from "./step";

export const layerNorm: Lower<"layerNorm"> = ({ x, y, norm }, at) => {
  const { rows, channels, epsilon } = norm;
  const chunkRows = chunkRowsOf(channels);
  at.emit("layerNorm", unitsOf(rows, chunkRows), {
    x: at.tensor(x),
    y: at.tensor(y),
    weight: at.parameter(norm.weight),
    bias: at.parameter(norm.bias),
    epsilon,
    rows,
    channels,
    chunkRows,
  });
};

export const layerNormGradient: Lower<"layerNormGradient"> = (step, at) => {
  const { norm, accumulate } = step;
  const { rows, channels, epsilon } = norm;
  const chunkRows = chunkRowsOf(channels);
  const units = unitsOf(rows, chunkRows);
  const weightParts = at.scratch(units * channels);
  const biasParts = at.scratch(units * channels);
  at.emit("layerNormGradient", units, {
    x: at.tensor(step.x),
    dy: at.tensor(step.dy),
    dx: step.dx === null ? 0 : at.tensor(step.dx),
    isAdded: Number(accumulate),
    weight: at.parameter(norm.weight),
    epsilon,
    rows,
    channels,
    chunkRows,
    weightParts,
    biasParts,
  });
  if (!step.learns) return;
  addParts(at, weightParts, at.wholeGradient(norm.weight), units, channels);
  addParts(at, biasParts, at.wholeGradient(norm.bias), units, channels);
};
