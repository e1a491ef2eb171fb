/** Takes a notice away. */
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";

export function DismissButton({ onClick }: { onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label="Dismiss" onClick={onClick}>
      <IconX size={16} />
    </ActionIcon>
  );
}
