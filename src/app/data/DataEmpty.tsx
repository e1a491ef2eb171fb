/** Before there are images: one large target, and a sample to try. */
import { IconPhotoUp } from "@tabler/icons-react";
import { useAppState } from "../state/app";
import { OpenModelButton } from "../ui/OpenModelButton";
import { DropTarget } from "../ui/DropTarget";
import classes from "./DataEmpty.module.css";
import { ImportButtons } from "./ImportButtons";
import { Samples } from "./Samples";
import { useImportSources } from "./useImportSources";

export function DataEmpty() {
  const sources = useImportSources();
  const isStarting = useAppState((state) => state.hello === null);
  return (
    <>
      <DropTarget
        size="large"
        isDisabled={isStarting}
        onDrop={sources.fromFiles}
        onError={sources.refuse}
      >
        <IconPhotoUp size={40} stroke={1.25} className={classes.icon} aria-hidden="true" />
        <div>
          <h2 className={classes.title}>Drop folders of images, one folder per class</h2>
          <p className={classes.hint}>
            Folders named train, val and test are taken as the split. The images never leave this
            tab.
          </p>
        </div>
        <div className={classes.buttons}>
          <ImportButtons />
        </div>
      </DropTarget>
      <Samples />
      <div className={classes.open}>
        <OpenModelButton variant="subtle">Open a checkpoint</OpenModelButton>
      </div>
    </>
  );
}
