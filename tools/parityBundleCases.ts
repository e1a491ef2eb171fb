/**
 * The runs that `npm run parity:bundle` hands over: together they use every part of the bundle.
 *
 * A deep network that learns from nothing amplifies rounding: on 28 pixels, PyTorch with weights changed by
 * one part in ten million ends up to six points of macro-F1 away from itself, and so does a run that is handed
 * over. Which bundle is right can't be told from such a score. So the deep network is compared twice: with
 * steps too small to part the runs, where every later loss has to agree ("tinySteps"), and as people use it,
 * fine-tuned from weights that know the images' kind, where its score is settled ("fineTuning").
 */

const size = { imageSizePx: 28, normalize: "dataset", split: { name: "stratified" } };

const deepNetwork = {
  name: "mobileNetV3Small",
  layout: "timm",
  stem: "small",
} as const;

const pretraining = {
  data: { ...size, augmentations: [] },
  model: deepNetwork,
  optimizer: { name: "adamW", learningRate: 0.003 },
  schedule: { name: "cosineAnnealing" },
  training: { epochs: 5, batchSize: 64 },
};

/**
 * ε as timm's and TensorFlow's recipes for MobileNets have it. A bias before a BatchNorm has no gradient but
 * for rounding; divided by its own size, with the ε of 1e-8, that rounding becomes whole steps.
 */
const rmsprop = { name: "rmsprop", learningRate: 0.001, momentum: 0.9, epsilon: 0.001 };

/** Layers frozen at first, RMSprop, plateau, a loss of the whole batch, shares of unequal size. */
const unfreezing = {
  data: { ...size, augmentations: [{ name: "randomResizedCrop" }, { name: "cutout" }] },
  model: {
    ...deepNetwork,
    stochasticDepth: 0.2,
    trainable: "head,conv_head,blocks.3,blocks.4,blocks.5",
  },
  loss: { name: "crossEntropySoftF1" },
  optimizer: rmsprop,
  schedule: { name: "plateau", patience: 1, factor: 0.5 },
  training: { epochs: 8, batchSize: 33, unfreezeEpoch: 5 },
};

export interface BundleCase {
  name: string;
  /** Of the images, thousands or the few hundred of the long tail. */
  sample: "full" | "longTail";
  seeds: readonly number[];
  config: object;
  /** A run on the same images whose best weights this one starts from. */
  pretraining?: object;
  /** Whether the runs stay together, so that the losses of every later epoch have to agree. */
  staysTogether?: boolean;
}

export const bundleCases: readonly BundleCase[] = [
  {
    name: "plain",
    sample: "longTail",
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
    sample: "longTail",
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
    name: "tinySteps",
    sample: "longTail",
    seeds: [42],
    pretraining,
    staysTogether: true,
    config: { ...unfreezing, optimizer: { ...rmsprop, learningRate: 1e-6 } },
  },
  {
    name: "fineTuning",
    sample: "full",
    seeds: [42, 1, 2],
    pretraining,
    config: {
      ...unfreezing,
      training: { ...unfreezing.training, backboneRate: 0.1, emaDecay: 0.99 },
    },
  },
];
