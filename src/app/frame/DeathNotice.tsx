/** Said on every place when the worker has died. */
import { Button } from "@mantine/core";
import { useAppState } from "../state/app";
import { Notice } from "../ui/Notice";
import classes from "./DeathNotice.module.css";

export function DeathNotice() {
  const death = useAppState((state) => state.death);
  if (death === null) return null;
  return (
    <div className={classes.place}>
      <Notice
        tone="bad"
        title="The engine has stopped"
        action={
          <Button variant="default" onClick={() => location.reload()}>
            Reload the page
          </Button>
        }
      >
        {death} What is drawn here is kept, and nothing new will arrive. Checkpoints that you
        downloaded can be opened after reloading.
      </Notice>
    </div>
  );
}
