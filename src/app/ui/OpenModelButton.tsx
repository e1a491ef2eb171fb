/** Opens a downloaded checkpoint or weights file, from wherever it is offered. */
import type { ButtonProps } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useApp, useAppState } from "../state/app";
import { openModel } from "../state/openModel";
import { isRunOn } from "../state/runProgress";
import { FilePicker } from "./FilePicker";

interface Props extends ButtonProps {
  children: ReactNode;
}

export function OpenModelButton({ children, ...button }: Props) {
  const app = useApp();
  const isBlocked = useAppState(
    (state) => state.hello === null || state.death !== null || isRunOn(state),
  );
  return (
    <FilePicker
      variant="default"
      leftSection={<IconFileImport size={16} stroke={1.75} />}
      {...button}
      inputLabel="Checkpoint or weights file"
      isMultiple
      disabled={isBlocked}
      onPick={(files) => void openModel(app, files)}
    >
      {children}
    </FilePicker>
  );
}
