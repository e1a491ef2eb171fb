/** Filter by class and by confidence; download what is shown. */
import { Select } from "@mantine/core";
import type { Prediction } from "../../protocol";
import { CsvDownload } from "./CsvDownload";
import { EVERY_CLASS, type PredictionFilter } from "./filterPredictions";

const confidences = [0, 0.5, 0.8, 0.9, 0.95, 0.99];

interface Props {
  classNames: readonly string[];
  filter: PredictionFilter;
  onChange: (filter: PredictionFilter) => void;
  rows: readonly Prediction[];
}

export function PredictionFilters({ classNames, filter, onChange, rows }: Props) {
  return (
    <>
      <Select
        aria-label="Predicted class"
        w={160}
        searchable={classNames.length > 12}
        data={[
          { value: String(EVERY_CLASS), label: "Every class" },
          ...classNames.map((label, index) => ({ value: String(index), label })),
        ]}
        value={String(filter.label)}
        onChange={(value) => onChange({ ...filter, label: Number(value) })}
      />
      <Select
        aria-label="Minimum confidence"
        w={168}
        data={confidences.map((confidence) => ({
          value: String(confidence),
          label: confidence === 0 ? "Any confidence" : `At least ${confidence * 100} %`,
        }))}
        value={String(filter.minConfidence)}
        onChange={(value) => onChange({ ...filter, minConfidence: Number(value) })}
      />
      <CsvDownload rows={rows} classNames={classNames} />
    </>
  );
}
