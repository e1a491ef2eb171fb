/** What a person should know of the data before training on them. */
import { Button } from "@mantine/core";
import type { DatasetSummary } from "../../protocol";
import { useApp } from "../state/app";
import { Notice } from "../ui/Notice";
import { imbalanceWords, splitWords } from "./datasetWords";

/** From here on the imbalance deserves a word. */
const NOTABLE_IMBALANCE = 1.5;

export function DatasetNotices({ dataset }: { dataset: DatasetSummary }) {
  const { store } = useApp();
  const split = splitWords(dataset);
  return (
    <>
      {dataset.imbalance >= NOTABLE_IMBALANCE && (
        <Notice
          title="The classes are unbalanced"
          action={
            <Button
              variant="default"
              onClick={() =>
                store.setState(({ openGroups }) => ({
                  place: "train",
                  openGroups: [...new Set([...openGroups, "loss"])],
                }))
              }
            >
              Choose the loss
            </Button>
          }
        >
          {imbalanceWords(dataset)}
        </Notice>
      )}
      {split && <Notice tone={split.tone}>{split.words}</Notice>}
      {dataset.notes.map((note) => (
        <Notice key={note}>{note}</Notice>
      ))}
    </>
  );
}
