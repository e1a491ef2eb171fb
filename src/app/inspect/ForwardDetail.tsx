/** One layer on the way forward: its output's shape and figures, in both modes. */
import type { LayerInspection, StepInspection } from "../../train/inspection";
import { formatCount, formatPercent } from "../format";
import { Facts } from "./Facts";
import classes from "./detail.module.css";
import { Histogram } from "./Histogram";
import { layerSentence } from "./layerSentences";
import { RunningStatisticsTable } from "./RunningStatisticsTable";
import { shapeWords } from "./shapeWords";
import { StatisticsTable } from "./StatisticsTable";
import type { Mode } from "./walk";

interface Props {
  inspection: StepInspection;
  layer: number;
  figures: LayerInspection;
  imageCount: number;
  mode: Mode;
}

export function ForwardDetail({ inspection, layer, figures, imageCount, mode }: Props) {
  const { name, op, inputs, shape, parameterCount } = inspection.layers[layer]!;
  const running = inspection.runningStatistics.find(({ layerName }) => layerName === name);
  return (
    <>
      <p>{layerSentence(op)}</p>
      <Facts
        label="The layer"
        facts={{
          "output shape": shapeWords([imageCount, ...shape]),
          reads: inputs.join(", "),
          parameters: formatCount(parameterCount),
          "dead channels": formatPercent(figures.deadShare, 0),
          "train against eval": formatPercent(figures.modeDifference),
        }}
      />
      <Histogram label={`output, ${mode} mode`} statistics={figures[mode]} />
      <StatisticsTable
        caption="Output"
        columns={[
          { label: "train", statistics: figures.train },
          { label: "eval", statistics: figures.eval },
        ]}
      />
      {running && <RunningStatisticsTable running={running} />}
      <p className={classes.note}>
        A channel is dead where it is 0 for every image and place. Train against eval is the
        distance of the two outputs, by the norm of the latter.
      </p>
    </>
  );
}
