/** The rate falls when a metric stops improving, as `torch.optim.lr_scheduler.ReduceLROnPlateau`. */
import { replayPlateau } from "./replayPlateau";
import { schedule } from "./schedule";

export const plateau = schedule({
  label: "ReduceLROnPlateau",
  help: "Lowers the rate when a validation metric has stopped improving.",
  options: {
    metric: {
      kind: "choice",
      label: "Metric",
      help: "Measured on the validation images after every epoch.",
      default: "validationLoss",
      choices: [
        { value: "validationLoss", label: "Validation loss, lower is better" },
        { value: "accuracy", label: "Accuracy, higher is better" },
        { value: "macroF1", label: "Macro-F1, higher is better" },
      ],
    },
    factor: {
      kind: "number",
      label: "Factor",
      help: "What the rate is multiplied by.",
      default: 0.1,
      min: 0,
      exclusiveMin: true,
      max: 1,
      exclusiveMax: true,
      step: 0.1,
    },
    patience: {
      kind: "integer",
      label: "Patience",
      unit: "epochs",
      help: "Epochs without improvement that are let pass; the next one lowers the rate.",
      default: 10,
      min: 0,
      max: 10000,
    },
    threshold: {
      kind: "number",
      label: "Threshold",
      help: "How much better counts as better.",
      default: 1e-4,
      min: 0,
      max: 1000,
    },
    thresholdMode: {
      kind: "choice",
      label: "Threshold is",
      default: "rel",
      choices: [
        { value: "rel", label: "relative to the best" },
        { value: "abs", label: "absolute" },
      ],
    },
    cooldown: {
      kind: "integer",
      label: "Cool-down",
      unit: "epochs",
      help: "Epochs after a reduction that do not count as bad.",
      default: 0,
      min: 0,
      max: 10000,
    },
    minLearningRate: {
      kind: "number",
      label: "Lowest rate",
      default: 0,
      min: 0,
      max: 1000,
    },
    epsilon: {
      kind: "number",
      label: "ε",
      help: "A smaller change of the rate than this is not made.",
      default: 1e-8,
      min: 0,
      max: 1,
    },
  },
  build: ({ metric, ...options }, { baseLearningRate }) => {
    const rule = { ...options, mode: metric === "validationLoss" ? "min" : "max" } as const;
    return {
      followsMetric: true,
      at: ({ epoch }, history) => {
        const metrics = history.slice(0, epoch).map((entry) => entry[metric]);
        return { learningRate: replayPlateau(rule, baseLearningRate, metrics).learningRate };
      },
    };
  },
});
