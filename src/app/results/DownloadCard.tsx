/** One file: what it is for, and the button that makes and saves it. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { saveBlob } from "../saveBlob";
import { messageOf } from "../state/messageOf";
import classes from "./Downloads.module.css";

interface Props {
  /** Of the file. */
  name: string;
  title: string;
  help: string;
  isDisabled: boolean;
  make: () => Promise<{ name: string; blob: Blob }>;
}

export function DownloadCard({ name, title, help, isDisabled, make }: Props) {
  const [isMaking, setMaking] = useState(false);
  const save = async () => {
    setMaking(true);
    try {
      const file = await make();
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
