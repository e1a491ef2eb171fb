/** Chooses the classes whose F1 is drawn. */
import { Button, Checkbox, Popover, ScrollArea, Stack } from "@mantine/core";
import { useApp, useAppState } from "../state/app";

export function ClassPicker({ classNames }: { classNames: readonly string[] }) {
  const { store } = useApp();
  const shown = useAppState((state) => state.shownClasses);
  return (
    <Popover position="bottom-start" withRoles trapFocus>
      <Popover.Target>
        <Button variant="default" size="compact-sm" fw={400}>
          {shown.length > 0 ? `Classes: ${shown.length}` : "Classes"}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Classes whose F1 is drawn" p={0} maw="min(360px, 100vw - 32px)">
        <ScrollArea.Autosize mah={320} type="auto">
          <Checkbox.Group
            p="sm"
            aria-label="Classes whose F1 is drawn"
            value={[...shown]}
            onChange={(names) => store.setState({ shownClasses: names })}
          >
            <Stack gap="xs">
              {classNames.map((name) => (
                <Checkbox key={name} value={name} label={name} />
              ))}
            </Stack>
          </Checkbox.Group>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
