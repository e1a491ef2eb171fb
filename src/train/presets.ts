/** Configurations to begin with. */
import { parseConfig, type Config } from "./config";

export interface Preset {
  name: string;
  label: string;
  help: string;
  config: Config;
}

function preset(name: string, label: string, help: string, settings: object): Preset {
  const { config, errors } = parseConfig(settings);
  if (!config) throw new Error(`Preset "${name}": ${JSON.stringify(errors)}`);
  return { name, label, help, config };
}

export const presets: readonly Preset[] = [
  preset("quick", "Quick start", "A small network and a one-cycle rate: minutes without a GPU.", {
    optimizer: { name: "adamW", learningRate: 0.005 },
    schedule: { name: "oneCycle" },
    training: { epochs: 12, batchSize: 32 },
  }),
  preset(
    "imbalanced",
    "Few images of some classes",
    "Focal loss and class weights: rare classes count as much as common ones.",
    {
      data: { classWeights: "balanced" },
      loss: { name: "focal" },
      optimizer: { name: "adamW", learningRate: 0.005 },
      schedule: { name: "oneCycle" },
      training: { epochs: 15, batchSize: 32 },
    },
  ),
  preset(
    "course",
    "Course baseline",
    "SGD with momentum, label smoothing and StepLR, as many courses teach it.",
    {
      loss: { name: "crossEntropy", labelSmoothing: 0.1 },
      optimizer: { name: "sgd", learningRate: 0.05, momentum: 0.9, weightDecay: 0.0005 },
      schedule: { name: "step", stepSize: 5, gamma: 0.5 },
      training: { epochs: 15, batchSize: 32 },
    },
  ),
];
