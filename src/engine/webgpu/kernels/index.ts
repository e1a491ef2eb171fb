/** The table of steps: a step without kernels does not compile. */
import type { Step } from "../../plan/program";
import type { Kernel } from "../kernel";
import { activation, activationGradient } from "./activation";
import { averagePool, averagePoolGradient } from "./averagePool";
import { batchNormEval } from "./batchNormEval";
import { batchNormEvalGradient } from "./batchNormEvalGradient";
import { batchNormGradient } from "./batchNormGradient";
import { batchNormTrain } from "./batchNormTrain";
import { conv2dFilterGradient } from "./conv2dFilterGradient";
import { inputGradient } from "./conv2dInputGradient";
import { convolution } from "./convolution";
import { depthwiseFilterGradient } from "./depthwiseFilterGradient";
import { addActivation, addActivationGradient, multiply } from "./elementwise";
import { biasEpilogue, normEpilogue } from "./epilogue";
import { globalAveragePool, globalAveragePoolGradient } from "./globalAveragePool";
import { groupedConv2d, groupedConv2dFilterGradient, groupedConv2dInputGradient } from "./grouped";
import { layerNorm, layerNormGradient } from "./layerNorm";
import { linear, linearFilterGradient, linearInputGradient } from "./linear";
import { maxPool, maxPoolGradient } from "./maxPool";
import {
  layerScale,
  layerScaleGammaGradient,
  multiplyImages,
  scale,
  scaleGateGradient,
} from "./scale";
import type { StepContext, StepKernels } from "./stepContext";

const table: { [Op in Step["op"]]: StepKernels<Op> } = {
  conv2d: (step, context) => [
    convolution({ ...step, isDepthwise: false }, context, (to) => biasEpilogue(step.bias, to)),
  ],
  depthwise: (step, context) => [
    convolution({ ...step, isDepthwise: true }, context, (to) => biasEpilogue(step.bias, to)),
  ],
  conv2dFolded: (step, context) => [convolution(step, context, (to) => normEpilogue(step, to))],
  conv2dInputGradient: inputGradient,
  depthwiseInputGradient: inputGradient,
  conv2dFilterGradient,
  depthwiseFilterGradient,
  groupedConv2d,
  groupedConv2dInputGradient,
  groupedConv2dFilterGradient,
  activation,
  activationGradient,
  layerNorm,
  layerNormGradient,
  layerScale,
  layerScaleGammaGradient,
  scale,
  scaleGateGradient,
  multiplyImages,
  averagePool,
  averagePoolGradient,
  batchNormTrain,
  batchNormEval,
  batchNormEvalGradient,
  batchNormGradient,
  addActivation,
  addActivationGradient,
  maxPool,
  maxPoolGradient,
  globalAveragePool,
  globalAveragePoolGradient,
  multiply,
  linear,
  linearInputGradient,
  linearFilterGradient,
};

export function kernelsOf(step: Step, context: StepContext): Kernel[] {
  return table[step.op](step as never, context);
}
