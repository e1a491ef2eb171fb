/** Everything that the module exports, in AssemblyScript: the threads' loops and the kernels. */
export { run, serve } from "./threads";
export { convolve } from "./convolve";
export { pack, packRows } from "./pack";
export { linear } from "./linear";
export { filterGradient } from "./filterGradient";

export { winogradOutputs, winogradProducts } from "./winograd";
export { winogradFilterFinish, winogradFilterProducts, winogradGradients } from "./winogradFilter";
export { winogradPack } from "./winogradPack";
export { winogradInputs } from "./winogradTiles";
export { depthwise } from "./depthwise";
export { depthwiseFilterGradient } from "./depthwiseFilterGradient";
export { addParts, sumColumns, sumSquares } from "./sums";
export { affine, affineGradient } from "./affine";
export { batchNormFold, batchNormMoments, batchNormStatistics } from "./batchNorm";
export {
  batchNormGradientApply,
  batchNormGradientCoefficients,
  batchNormGradientSums,
} from "./batchNormGradient";
export {
  addActivation,
  addActivationGradient,
  average,
  clear,
  multiply,
  scaleColumns,
} from "./elementwise";
export { globalAveragePool, globalAveragePoolGradient, maxPool, maxPoolGradient } from "./pooling";
export { dropout } from "./dropout";
export { sample } from "./sample";
export { activation, activationGradient } from "./activation";
export { layerNorm, layerNormGradient } from "./layerNorm";
export { multiplyImages, scaleChannels, sumProducts } from "./scale";
export { averagePool, averagePoolGradient } from "./averagePool";
export { copyColumns } from "./copyColumns";
