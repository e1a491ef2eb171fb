/** A run in a few words: its model and its data. */
import { useAppState } from "./app";

export function useRunName(): string {
  return useAppState(({ run, hello, runData }) => {
    if (!run) return "";
    const { name } = run.summary.config.model;
    const model = hello?.parts.models.find((part) => part.name === name)?.label ?? name;
    return runData ? `${model} on ${runData}` : model;
  });
}
