/** The rate falls by a factor at given epochs, as `torch.optim.lr_scheduler.MultiStepLR`. */
import { gamma } from "./gamma";
import { schedule } from "./schedule";

/** In any order; a milestone that is given twice multiplies twice, and 0 applies at once. */
export const multiStep = schedule({
  label: "MultiStepLR",
  help: "Multiplies the rate by γ at each milestone.",
  options: {
    milestones: {
      kind: "integers",
      label: "Milestones",
      unit: "epochs",
      help: "Epochs, counted from 0, at which the rate falls.",
      default: [5, 8],
      min: 0,
    },
    gamma: gamma(0.1, "What the rate is multiplied by at each milestone."),
  },
  build: ({ milestones, gamma }, { baseLearningRate }) => ({
    at: ({ epoch }) => {
      const passed = milestones.filter((milestone) => milestone <= epoch).length;
      return { learningRate: baseLearningRate * gamma ** passed };
    },
  }),
});
