/** Saves the predictions that are shown, and says how large the file is. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMemo } from "react";
import type { Task } from "../../lib/task";
import type { Prediction } from "../../protocol";
import { useApp } from "../state/app";
import { useMadeFile } from "../ui/useMadeFile";
import classes from "./CsvDownload.module.css";
import { expectedCsvBytes, predictionsCsv } from "./predictionsCsv";

/** Not the name of its file, which a run's predictions have as well. */
const NAME = "Predictions as CSV";

interface Props {
  rows: readonly Prediction[];
  classNames: readonly string[];
}

export function CsvDownload({ rows, classNames }: Props) {
  const { store } = useApp();
  const expectedBytes = useMemo(
    () => (rows.length === 0 ? undefined : expectedCsvBytes(rows, classNames)),
    [rows, classNames],
  );
  // Done in less than a second, but not between two frames.
  const task: Task = {
    signal: new AbortController().signal,
    reach: (share) => {
      store.setState(({ making }) => ({ making: { ...making, [NAME]: share } }));
      return new Promise((resolve) => setTimeout(resolve));
    },
  };
  const { words, share, save } = useMadeFile(NAME, expectedBytes, async () => ({
    name: "predictions.csv",
    blob: await predictionsCsv(rows, classNames, task),
  }));
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} stroke={1.75} />}
      rightSection={words && <span className={classes.size}>{words}</span>}
      disabled={rows.length === 0 || share !== undefined}
      onClick={() => void save()}
    >
      Download CSV
    </Button>
  );
}
