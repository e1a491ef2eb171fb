/** How far work is that can be given up. */
import { Button, Progress } from "@mantine/core";
import classes from "./WorkProgress.module.css";

interface Props {
  /** 0–1 */
  share: number;
  label: string;
  onCancel: () => void;
}

export function WorkProgress({ share, label, onCancel }: Props) {
  return (
    <div className={classes.line}>
      <Progress
        className={classes.bar}
        value={100 * share}
        size={8}
        transitionDuration={0}
        aria-label={label}
      />
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
