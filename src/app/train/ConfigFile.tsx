/** The configuration as a file: in and out. */
import { Button } from "@mantine/core";
import { IconDownload, IconFileSettings } from "@tabler/icons-react";
import { saveBlob } from "../saveBlob";
import { useApp, useAppState } from "../state/app";
import { openConfig } from "../state/openConfig";
import { FilePicker } from "../ui/FilePicker";
import { OpenModelButton } from "../ui/OpenModelButton";
import classes from "./ConfigFile.module.css";

export function ConfigFile() {
  const app = useApp();
  const config = useAppState((state) => state.check?.config ?? null);
  return (
    <div className={classes.buttons}>
      <FilePicker
        variant="subtle"
        size="compact-sm"
        inputLabel="Configuration file"
        accept=".json,application/json"
        leftSection={<IconFileSettings size={16} stroke={1.75} />}
        onPick={([file]) => file && void openConfig(app, file)}
      >
        Open configuration
      </FilePicker>
      <Button
        variant="subtle"
        size="compact-sm"
        disabled={config === null}
        leftSection={<IconDownload size={16} stroke={1.75} />}
        onClick={() =>
          saveBlob(
            "config.json",
            new Blob([`${JSON.stringify(config, null, 2)}\n`], { type: "application/json" }),
          )
        }
      >
        Download configuration
      </Button>
      <OpenModelButton variant="subtle" size="compact-sm">
        Open a checkpoint
      </OpenModelButton>
    </div>
  );
}
