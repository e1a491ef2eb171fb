/** The files of a run, as cards that say what each is for. */
import type { DownloadName } from "../../protocol";
import { isWorking } from "../state/runProgress";
import { useApp } from "../state/app";
import type { Run } from "../state/reduce";
import { Panel } from "../ui/Panel";
import { DownloadCard } from "./DownloadCard";
import classes from "./Downloads.module.css";

interface DownloadableFile {
  name: DownloadName;
  title: string;
  help: string;
}

const files: readonly DownloadableFile[] = [
  {
    name: "best.safetensors",
    title: "Best weights",
    help: "Of the best epoch, under PyTorch’s names, with classes and preprocessing. To use.",
  },
  {
    name: "last.safetensors",
    title: "Last weights",
    help: "Of the newest epoch, in the same form.",
  },
  {
    name: "checkpoint.zip",
    title: "Checkpoint",
    help: "Everything that a run needs to go on exactly where it was, in any tab.",
  },
  {
    name: "config.json",
    title: "Configuration",
    help: "All settings of this run. Train opens it.",
  },
  {
    name: "history.json",
    title: "History",
    help: "Losses, scores and rates of every epoch, device and confusion matrix, for programs.",
  },
  {
    name: "history.csv",
    title: "History as a table",
    help: "The same epochs, for spreadsheets.",
  },
  {
    name: "predictions.csv",
    title: "Validation predictions",
    help: "Every validation image with its class, the prediction and all probabilities.",
  },
];

/** Of a run that averages its weights. */
const rawFiles: readonly DownloadableFile[] = [
  {
    name: "best-raw.safetensors",
    title: "Best weights, raw",
    help: "What the optimizer made of them, where the best weights are their moving average.",
  },
  {
    name: "last-raw.safetensors",
    title: "Last weights, raw",
    help: "The same of the newest epoch.",
  },
];

export function Downloads({ run }: { run: Run }) {
  const { calls } = useApp();
  const isTraining = isWorking(run);
  return (
    <Panel
      title="Downloads"
      note={
        isTraining ? "While training, the checkpoint; pause or stop for the others." : undefined
      }
    >
      <ul className={classes.cards}>
        {[...files, ...(run.summary.config.training.emaDecay === null ? [] : rawFiles)].map(
          (file) => (
            <DownloadCard
              key={file.name}
              {...file}
              make={() => calls.download(file.name)}
              isDisabled={isTraining && file.name !== "checkpoint.zip"}
            />
          ),
        )}
      </ul>
    </Panel>
  );
}
