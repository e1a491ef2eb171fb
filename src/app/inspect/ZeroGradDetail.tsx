/** Before anything is computed: which parameters wait for a gradient, and what the window will hold. */
import type { StepInspection } from "../../train/inspection";
import { formatCount, formatFigure, formatRate } from "../format";
import { Facts } from "./Facts";
import classes from "./detail.module.css";
import { WindowTable } from "./WindowTable";

export function ZeroGradDetail({ inspection }: { inspection: StepInspection }) {
  const { parameters, layers, microBatches, denominator, learningRate, momentum } = inspection;
  const images = microBatches.reduce((sum, { imageCount }) => sum + imageCount, 0);
  return (
    <>
      <Facts
        label="The step"
        facts={{
          "parameter tensors": formatCount(parameters.length),
          numbers: formatCount(layers.reduce((sum, layer) => sum + layer.parameterCount, 0)),
          images: formatCount(images),
          denominator: formatFigure(denominator),
          "learning rate": formatRate(learningRate),
          ...(momentum !== null && { "momentum or β₁": formatFigure(momentum) }),
        }}
      />
      <p className={classes.note}>
        With gradient accumulation this line runs once for a window of several batches, and not
        between them: that is all that accumulation is.
      </p>
      <WindowTable inspection={inspection} />
    </>
  );
}
