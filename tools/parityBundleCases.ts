/**
 * The runs that `npm run parity:bundle` hands over: together they use every part of the bundle. Final
 * macro-F1 is compared in the mean over the seeds: a deep network amplifies rounding on images of this size,
 * and its runs part, in PyTorch as well. Its rate is low for the same reason: at 0.001 PyTorch's own macro-F1
 * on one process and on two was up to 18 points apart.
 */

const size = { imageSizePx: 28, normalize: "dataset", split: { name: "stratified" } };

export const bundleCases = [
  {
    name: "plain",
    seeds: [42],
    config: {
      data: { ...size, augmentations: [] },
      model: { name: "smallCnn", width: 8, dropout: 0 },
      optimizer: { name: "sgd", learningRate: 0.05, momentum: 0.9 },
      training: { epochs: 8, batchSize: 32 },
    },
  },
  {
    name: "everything",
    seeds: [42],
    config: {
      data: {
        ...size,
        sampler: "balanced",
        classWeights: "balanced",
        augmentations: [
          { name: "horizontalFlip" },
          { name: "randomCrop", paddingPx: 2 },
          { name: "rotation", degrees: 10 },
          { name: "zoom" },
          { name: "colorJitter" },
          { name: "grayscale" },
          { name: "randomErasing", probability: 0.3 },
        ],
        mix: { name: "mixupOrCutMix", probability: 0.5 },
      },
      model: { name: "smallCnn", width: 8, dropout: 0.2 },
      loss: { name: "focal", gamma: 2, labelSmoothing: 0.05 },
      optimizer: { name: "adamW", learningRate: 0.01, weightDecay: 0.05 },
      schedule: { name: "oneCycle", warmupEpochs: 1 },
      training: {
        epochs: 8,
        // Shares of unequal size on two processes.
        batchSize: 15,
        accumulationSteps: 3,
        clipNorm: 1,
        clipValue: 0.5,
        weightDecayOn: "weights",
        backboneRate: 0.5,
        layerDecay: 0.9,
        emaDecay: 0.99,
        emaWarmup: true,
      },
    },
  },
  {
    name: "unfreezing",
    seeds: [42, 1, 2],
    config: {
      data: { ...size, augmentations: [{ name: "randomResizedCrop" }, { name: "cutout" }] },
      model: {
        name: "mobileNetV3Small",
        layout: "timm",
        stem: "small",
        stochasticDepth: 0.2,
        trainable: "head,conv_head,blocks.3,blocks.4,blocks.5",
      },
      loss: { name: "crossEntropySoftF1" },
      optimizer: { name: "rmsprop", learningRate: 0.0001, momentum: 0.9 },
      schedule: { name: "plateau", patience: 1, factor: 0.5 },
      training: { epochs: 8, batchSize: 33, unfreezeEpoch: 5 },
    },
  },
] as const;
