/** A run in a few words: its model and its data. */
import { useAppState } from "./app";
import { modelLabel } from "./modelLabel";

export function useRunName(): string {
  return useAppState(({ run, hello, runData }) => {
    if (!run) return "";
    const model = modelLabel(hello, run.summary.config.model.name);
    return runData ? `${model} on ${runData}` : model;
  });
}
