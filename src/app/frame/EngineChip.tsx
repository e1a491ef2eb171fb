/** Which tier runs, why, and a way to choose another. */
import { Button, Loader, Popover, Select, Stack, Text } from "@mantine/core";
import { IconCpu } from "@tabler/icons-react";
import { useAppState, useApp } from "../state/app";
import { chooseDevice } from "../state/chooseDevice";
import { isRunOn } from "../state/runProgress";
import classes from "./EngineChip.module.css";
import { deviceChoices, tierLabels } from "./tierLabels";

export function EngineChip() {
  const app = useApp();
  const device = useAppState((state) => state.device);
  const isChanging = useAppState((state) => state.isDeviceChanging);
  const isRunning = useAppState(isRunOn);
  const isDead = useAppState((state) => state.death !== null);
  if (isDead) return <span className={classes.state}>Engine stopped</span>;
  if (!device || isChanging)
    return (
      <span className={classes.state} role="status">
        <Loader size={14} />
        Starting the engine
      </span>
    );
  return (
    <Popover width={320} position="bottom-end" trapFocus withRoles>
      <Popover.Target>
        <Button
          variant="default"
          fw={400}
          className={classes.chip}
          leftSection={<IconCpu size={16} stroke={1.75} />}
          aria-label={`Engine: ${tierLabels[device.tier]}, ${device.detail}`}
        >
          {tierLabels[device.tier]}
          <span className={classes.detail}>, {device.detail}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Engine">
        <Stack gap="sm">
          <div>
            <Text fw={600}>{tierLabels[device.tier]}</Text>
            <Text c="dimmed">{device.detail}</Text>
          </div>
          <Text>{device.reason}</Text>
          <Select
            label="Run on"
            description={isRunning ? "Stop the run to change it." : undefined}
            disabled={isRunning}
            data={deviceChoices}
            value={device.tier}
            onChange={(choice) => {
              const chosen = deviceChoices.find(({ value }) => value === choice);
              if (chosen) void chooseDevice(app, chosen.value);
            }}
            comboboxProps={{ withinPortal: false }}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
