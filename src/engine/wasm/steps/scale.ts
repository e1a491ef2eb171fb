/** Factors for channels, learned or worked out for each image, and for whole images. */
import { addParts } from "./filterGradient";
import { chunkRowsOf, unitsOf, type Lower } from "./step";

export const layerScale: Lower<"layerScale"> = (step, at) => {
  const { rows, channels, accumulate } = step;
  const chunkRows = chunkRowsOf(channels);
  at.emit("scaleChannels", unitsOf(rows, chunkRows), {
    x: at.tensor(step.x),
    y: at.tensor(step.y),
    isAdded: Number(accumulate),
    scale: at.parameter(step.gamma),
    scaleStride: 0,
    imageRows: rows,
    rows,
    channels,
    chunkRows,
  });
};

export const layerScaleGammaGradient: Lower<"layerScaleGammaGradient"> = (step, at) => {
  const { rows, channels } = step;
  const chunkRows = chunkRowsOf(channels);
  const units = unitsOf(rows, chunkRows);
  const parts = at.scratch(units * channels);
  at.emit("sumProducts", units, {
    a: at.tensor(step.x),
    b: at.tensor(step.dy),
    to: parts,
    isAdded: 0,
    rows,
    channels,
    chunkRows,
  });
  addParts(at, parts, at.wholeGradient(step.gamma), units, channels);
};

export const scale: Lower<"scale"> = (step, at) => {
  const { pixels, channels, accumulate } = step;
  const rows = at.batchSize * pixels;
  const chunkRows = chunkRowsOf(channels);
  at.emit("scaleChannels", unitsOf(rows, chunkRows), {
    x: at.tensor(step.x),
    y: at.tensor(step.y),
    isAdded: Number(accumulate),
    scale: at.tensor(step.gate),
    scaleStride: channels,
    imageRows: pixels,
    rows,
    channels,
    chunkRows,
  });
};

export const scaleGateGradient: Lower<"scaleGateGradient"> = (step, at) => {
  const { pixels, channels, accumulate } = step;
  at.emit("sumProducts", at.batchSize, {
    a: at.tensor(step.x),
    b: at.tensor(step.dy),
    to: at.tensor(step.dx),
    isAdded: Number(accumulate),
    rows: at.batchSize * pixels,
    channels,
    chunkRows: pixels,
  });
};

export const multiplyImages: Lower<"multiplyImages"> = (step, at) =>
  at.emit("multiplyImages", at.batchSize, {
    x: at.tensor(step.x),
    mask: at.tensor(step.mask),
    y: at.tensor(step.y),
    isAdded: Number(step.accumulate),
    imageSize: step.imageSize,
  });
