/** Where images to predict come in. */
import { Loader, Progress } from "@mantine/core";
import { IconFolderOpen, IconPhoto } from "@tabler/icons-react";
import type { NamedFile } from "../../protocol";
import { formatCount } from "../format";
import { pickedFiles } from "../pickedFiles";
import { useApp, useAppState } from "../state/app";
import { DropTarget } from "../ui/DropTarget";
import { FilePicker } from "../ui/FilePicker";
import classes from "./PredictTarget.module.css";

export function PredictTarget({ onFiles }: { onFiles: (files: NamedFile[]) => void }) {
  const { store } = useApp();
  const predicting = useAppState((state) => state.predicting);
  const isDead = useAppState((state) => state.death !== null);
  const isBlocked = predicting !== null || isDead;
  const hasPredictions = useAppState((state) => state.predictions !== null);
  return (
    <DropTarget
      size={hasPredictions ? "small" : "large"}
      isDisabled={isBlocked}
      onDrop={onFiles}
      onError={(message) =>
        store.setState({ predictProblem: { title: "No predictions were made", message } })
      }
    >
      <div className={classes.words}>
        <h2>Drop images or a folder</h2>
        {predicting ? (
          <p role="status" className={classes.progress}>
            <Loader size={14} /> Predicting {formatCount(predicting.done)} of{" "}
            {formatCount(predicting.total)}
          </p>
        ) : (
          <p>They are read here and never leave this tab.</p>
        )}
        {predicting && (
          <Progress
            mt={8}
            size={6}
            transitionDuration={0}
            aria-label="Progress of the predictions"
            value={(100 * predicting.done) / Math.max(predicting.total, 1)}
          />
        )}
      </div>
      <div className={classes.buttons}>
        <FilePicker
          variant="default"
          inputLabel="Images to predict"
          accept="image/*"
          isMultiple
          disabled={isBlocked}
          leftSection={<IconPhoto size={16} stroke={1.75} />}
          onPick={(files) => onFiles(pickedFiles(files))}
        >
          Choose images
        </FilePicker>
        <FilePicker
          variant="default"
          inputLabel="Folder to predict"
          isFolder
          disabled={isBlocked}
          leftSection={<IconFolderOpen size={16} stroke={1.75} />}
          onPick={(files) => onFiles(pickedFiles(files))}
        >
          Choose folder
        </FilePicker>
      </div>
    </DropTarget>
  );
}
