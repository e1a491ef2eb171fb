/** A run in a few words: its model and its data. */
import { useAppState } from "./app";
import { modelLabel } from "./modelLabel";

export function useRunName(): string {
  return useAppState(({ run, hello }) =>
    run ? `${modelLabel(hello, run.summary.config.model.name)} on ${run.dataName}` : "",
  );
}
