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
        {death} Nothing new will arrive here. What is kept of the run can go on after reloading.
      </Notice>
    </div>
  );
}
