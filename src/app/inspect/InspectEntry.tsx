/** The way from the charts into a single step. */
import { Button } from "@mantine/core";
import { IconZoomScan } from "@tabler/icons-react";
import { useApp, useAppState } from "../state/app";
import { inspectStep, openInspector } from "../state/inspector";
import { trialObstacle } from "../train/trialObstacle";

export function InspectEntry() {
  const app = useApp();
  const isPossible = useAppState((state) => trialObstacle(state) === null);
  const hasStep = useAppState(({ inspector }) => inspector.inspection !== null);
  return (
    <Button
      variant="default"
      style={{ alignSelf: "flex-end" }}
      leftSection={<IconZoomScan size={16} stroke={1.75} />}
      onClick={() => {
        if (isPossible && !hasStep) void inspectStep(app, "draft");
        else openInspector(app);
      }}
    >
      Inspect a step
    </Button>
  );
}
