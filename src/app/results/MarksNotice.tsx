/** What was marked so far, and the way to do it. */
import { Button, Group } from "@mantine/core";
import { formatCounted } from "../format";
import { useApp, useAppState } from "../state/app";
import { applyMarks, forgetMarks } from "../state/marks";
import { isRunOn } from "../state/runProgress";
import { Notice } from "../ui/Notice";

export function MarksNotice() {
  const app = useApp();
  const marks = useAppState((state) => state.marks);
  const isOn = useAppState(isRunOn);
  if (marks.size === 0) return null;
  const moved = [...marks.values()].filter((mark) => mark !== null).length;
  const leftOut = marks.size - moved;
  const parts = [
    ...(moved > 0 ? [`${formatCounted(moved, "image")} to be moved`] : []),
    ...(leftOut > 0 ? [`${formatCounted(leftOut, "image")} to be left out`] : []),
  ];
  return (
    <Notice
      title={parts.join(", ")}
      action={
        <Group gap={8}>
          <Button variant="default" onClick={() => forgetMarks(app)}>
            Forget it
          </Button>
          <Button disabled={isOn} onClick={() => void applyMarks(app)}>
            Change the data
          </Button>
        </Group>
      }
    >
      {isOn
        ? "Stop the run first."
        : "For the next run, when you have seen them all. Your files stay as they are."}
    </Notice>
  );
}
