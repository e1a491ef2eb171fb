/** The loss over the whole validation split. */
import { metric } from "./metric";

export const validationLoss = metric({
  label: "Validation loss",
  help: "The loss that is trained with, on the validation images. Lower is better.",
  better: "lower",
  of: ({ loss }) => loss,
});
