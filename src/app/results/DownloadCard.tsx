/** One file: what it is for, how large it is, and the button that makes and saves it. */
import { Button, Progress } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import type { MadeFile } from "../../protocol";
import { formatBytes, formatPercent } from "../format";
import { useApp, useAppState } from "../state/app";
import { makeFile } from "../state/makeFile";
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
  const share = useAppState((state) => state.making[name]);
  const expectedBytes = useAppState((state) => state.fileSizes[name]);
  const [made, setMade] = useState<{ bytes: number; expectedBytes: number | undefined } | null>(
    null,
  );
  // A file that was made is no measure once the run has come further.
  const size =
    made?.expectedBytes === expectedBytes && made
      ? formatBytes(made.bytes)
      : expectedBytes === undefined
        ? ""
        : `about ${formatBytes(roughly(expectedBytes))}`;
  const save = async () => {
    const bytes = await makeFile(app, name, make);
    if (bytes !== null) setMade({ bytes, expectedBytes });
  };
  return (
    <li className={classes.card}>
      <div className={classes.heading}>
        <h3>{title}</h3>
        <span className={classes.size}>{share === undefined ? size : formatPercent(share, 0)}</span>
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
        <div className={classes.line}>
          <Progress
            className={classes.progress}
            value={100 * share}
            size={8}
            transitionDuration={0}
            aria-label={`Progress of ${name}`}
          />
          <Button variant="default" onClick={() => void app.calls.cancelFile(name)}>
            Cancel
          </Button>
        </div>
      )}
    </li>
  );
}

/** To two digits, and to kilobytes: more would promise what an estimate can't keep. */
const roughly = (bytes: number) => Math.max(1000, Number(bytes.toPrecision(2)));
