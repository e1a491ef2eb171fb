/** One file: what it is for, how large it is, and the button that makes and saves it. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { MadeFile } from "../../protocol";
import { useApp, useAppState } from "../state/app";
import { WorkProgress } from "../ui/WorkProgress";
import { useMadeFile } from "../ui/useMadeFile";
import classes from "./Downloads.module.css";

interface Props {
  /** Of the file. */
  name: string;
  title: string;
  help: string;
  isDisabled: boolean;
  make: () => Promise<MadeFile | null>;
}

export function DownloadCard({ name, title, help, isDisabled, make }: Props) {
  const app = useApp();
  const expectedBytes = useAppState((state) => state.fileSizes[name]);
  const { words, share, save } = useMadeFile(name, expectedBytes, make);
  return (
    <li className={classes.card}>
      <div className={classes.heading}>
        <h3>{title}</h3>
        <span className={classes.size}>{words}</span>
      </div>
      <p>{help}</p>
      {share === undefined ? (
        <Button
          variant="default"
          disabled={isDisabled}
          leftSection={<IconDownload size={16} stroke={1.75} />}
          onClick={() => void save()}
        >
          {name}
        </Button>
      ) : (
        <WorkProgress
          share={share}
          label={`Progress of ${name}`}
          onCancel={() => void app.calls.cancelFile(name)}
        />
      )}
    </li>
  );
}
