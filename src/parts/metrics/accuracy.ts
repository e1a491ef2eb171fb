/** The share of images whose class is predicted. */
import { accuracy as accuracyOf } from "./classification";
import { metric } from "./metric";

export const accuracy = metric({
  label: "Accuracy",
  help: "The share of validation images that are predicted correctly.",
  better: "higher",
  of: ({ confusion }) => accuracyOf(confusion),
});
