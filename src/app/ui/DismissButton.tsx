/** Takes a notice away. */
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import classes from "./Notice.module.css";

export function DismissButton({ onClick }: { onClick: () => void }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      className={classes.dismiss}
      aria-label="Dismiss"
      onClick={onClick}
    >
      <IconX size={16} />
    </ActionIcon>
  );
}
