/** The mean of the classes' F1, every class counting alike. */
import { macroF1 as macroF1Of } from "./classification";
import { metric } from "./metric";

export const macroF1 = metric({
  label: "Macro-F1",
  help: "The mean F1 over all classes; a class without images counts as 0. Fair to rare classes.",
  better: "higher",
  of: ({ confusion }) => macroF1Of(confusion),
});
