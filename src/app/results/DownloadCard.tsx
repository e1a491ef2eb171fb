/** One file: what it is for, and the button that makes and saves it. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import type { DownloadName } from "../../protocol";
import { saveBlob } from "../saveBlob";
import { useApp } from "../state/app";
import { messageOf } from "../state/messageOf";
import classes from "./Downloads.module.css";

interface Props {
  name: DownloadName;
  title: string;
  help: string;
  isDisabled: boolean;
}

export function DownloadCard({ name, title, help, isDisabled }: Props) {
  const { calls } = useApp();
  const [isMaking, setMaking] = useState(false);
  const save = async () => {
    setMaking(true);
    try {
      const file = await calls.download(name);
      saveBlob(file.name, file.blob);
    } catch (error) {
      notifications.show({ title: `${name} was not made`, message: messageOf(error) });
    } finally {
      setMaking(false);
    }
  };
  return (
    <li className={classes.card}>
      <h3>{title}</h3>
      <p>{help}</p>
      <Button
        variant="default"
        disabled={isDisabled}
        loading={isMaking}
        leftSection={<IconDownload size={16} stroke={1.75} />}
        onClick={() => void save()}
      >
        {name}
      </Button>
    </li>
  );
}
