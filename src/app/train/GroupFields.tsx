/** The controls of each group. */
import type { Option } from "../../lib/part";
import type { Hello } from "../../protocol";
import { useAppState } from "../state/app";
import { partName } from "../state/draft";
import { AugmentationList } from "./AugmentationList";
import { modelFields, optimizerFields, type ConfigGroupDescription } from "./configGroups";
import { OptionField } from "./OptionField";
import { PartField } from "./PartField";
import { PartOptions } from "./PartOptions";
import { RateFinder } from "./RateFinder";
import { RatePreview } from "./RatePreview";

const seed: Option = {
  kind: "integer",
  label: "Seed",
  help: "All randomness of a run comes from it: equal seeds and settings give equal numbers.",
  default: 42,
  min: 0,
  max: 0xffffffff,
};

interface Props {
  group: ConfigGroupDescription["id"];
  hello: Hello;
}

export function GroupFields({ group, hello: { parts, fields } }: Props) {
  const dataField = (key: string) => {
    const option = fields.data[key];
    return option && <OptionField path={`data.${key}`} option={option} />;
  };
  const trainingFields = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const option = fields.training[key];
      return option ? <OptionField key={key} path={`training.${key}`} option={option} /> : [];
    });
  switch (group) {
    case "model":
      return (
        <>
          <PartField path="model" label="Architecture" parts={parts.models} />
          {trainingFields(modelFields)}
        </>
      );
    case "images":
      return (
        <>
          {dataField("imageSizePx")}
          {dataField("normalize")}
          <PartField path="data.split" label="Split" parts={parts.splits} />
          {dataField("sampler")}
          <AugmentationList />
          <PartField path="data.mix" label="Mixing" parts={parts.mixes} />
        </>
      );
    case "loss":
      return (
        <>
          <PartField path="loss" label="Loss" parts={parts.losses} />
          {dataField("classWeights")}
        </>
      );
    case "optimizer":
      return (
        <>
          <PartField
            path="optimizer"
            label="Optimizer"
            parts={parts.optimizers}
            omit={["learningRate"]}
          />
          {trainingFields(optimizerFields)}
        </>
      );
    case "learningRate":
      return (
        <>
          <BaseRate parts={parts.optimizers} />
          <RateFinder options={fields.rateTest} />
          <PartField path="schedule" label="Schedule" parts={parts.schedules} />
          <RatePreview />
        </>
      );
    case "training":
      return trainingFields(
        Object.keys(fields.training).filter(
          (key) => !modelFields.includes(key) && !optimizerFields.includes(key),
        ),
      );
    case "seed":
      return <OptionField path="seed" option={seed} />;
    default:
      return group satisfies never;
  }
}

/** The optimizer's own option, shown where its effect is drawn. */
function BaseRate({ parts }: { parts: Hello["parts"]["optimizers"] }) {
  const name = useAppState(({ draft }) => (draft ? partName(draft, "optimizer") : ""));
  const part = parts.find((one) => one.name === name);
  const rate = part?.options.learningRate;
  if (!part || !rate) return null;
  return <PartOptions path="optimizer" part={{ ...part, options: { learningRate: rate } }} />;
}
