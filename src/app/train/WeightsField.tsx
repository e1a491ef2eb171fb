/** What a model starts with: random numbers, weights of the catalogue, or a file. */
import { Select } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useApp, useAppState } from "../state/app";
import { partName, readDraft } from "../state/draft";
import { fetchWeights, forgetWeights, pickWeights } from "../state/startingWeights";
import type { ControlProps } from "../ui/Field";
import { FilePicker } from "../ui/FilePicker";
import { downloadWords } from "./downloadWords";
import { SizeSuggestion } from "./SizeSuggestion";
import classes from "./WeightsField.module.css";
import { WeightsProblem } from "./WeightsProblem";
import { WeightsProgress } from "./WeightsProgress";

const RANDOM = "random";

export function WeightsField({ control }: { control: ControlProps }) {
  const app = useApp();
  const architecture = useAppState(({ draft }) => (draft ? partName(draft, "model") : ""));
  const chosen = useAppState(({ draft }) => draft && readDraft(draft, "model.weights.name"));
  const catalogue = useAppState(({ hello }) => hello?.catalogue) ?? [];
  const isBusy = useAppState((state) => state.weightsRequest !== null);
  const entries = catalogue.filter((entry) => entry.architecture === architecture);
  const fileName = typeof chosen === "string" ? chosen : null;
  const isFile = fileName !== null && !entries.some(({ name }) => name === fileName);
  return (
    <div className={classes.weights}>
      <Select
        {...control}
        disabled={isBusy}
        data={[
          { value: RANDOM, label: "Random" },
          ...(isFile ? [{ value: fileName, label: fileName }] : []),
          ...entries.map((entry) => ({
            value: entry.name,
            label: `${entry.trainedOn}: ${entry.name}, ${downloadWords(entry)}, ${entry.licence}`,
          })),
        ]}
        value={fileName ?? RANDOM}
        onChange={(value) => {
          if (value === RANDOM) forgetWeights(app);
          else if (value !== null && value !== fileName) void fetchWeights(app, value);
        }}
      />
      <div className={classes.line}>
        <FilePicker
          variant="default"
          size="compact-sm"
          inputLabel="Starting weights file"
          isMultiple
          disabled={isBusy}
          leftSection={<IconFileImport size={16} stroke={1.75} />}
          onPick={(files) => void pickWeights(app, files)}
        >
          Choose a file
        </FilePicker>
        {!isFile && (
          <span className={classes.hint}>
            .safetensors, a checkpoint, or a TensorFlow.js model: all its files together, or a zip
          </span>
        )}
      </div>
      <SizeSuggestion />
      <WeightsProgress />
      <WeightsProblem />
    </div>
  );
}
