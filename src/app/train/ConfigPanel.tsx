/** The configuration and what starts it. In one column it folds away once a run is on. */
import { Button, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import type { Hello } from "../../protocol";
import { useAppState } from "../state/app";
import { isRunOn } from "../state/runProgress";
import { ConfigFile } from "./ConfigFile";
import { ConfigForm } from "./ConfigForm";
import classes from "./ConfigPanel.module.css";
import { Plan } from "./Plan";
import { Presets } from "./Presets";
import { RefusedConfig } from "./RefusedConfig";
import { TransferWays } from "./TransferWays";
import { TrainButton } from "./TrainButton";

export function ConfigPanel({ hello }: { hello: Hello }) {
  const isRunning = useAppState(isRunOn);
  const [isUnfolded, setUnfolded] = useState(false);
  const isFolded = isRunning && !isUnfolded;
  return (
    <section
      className={classes.panel}
      aria-label="Configuration"
      data-folded={isFolded || undefined}
    >
      <VisuallyHidden component="h2">Configuration</VisuallyHidden>
      {isRunning && (
        <Button
          variant="default"
          className={classes.fold}
          aria-expanded={!isFolded}
          onClick={() => setUnfolded(isFolded)}
        >
          {isFolded ? "Show the configuration" : "Hide the configuration"}
        </Button>
      )}
      <div className={classes.form}>
        <Presets />
        <TransferWays />
        <ConfigForm hello={hello} />
        <ConfigFile />
        <RefusedConfig />
      </div>
      <footer className={classes.footer}>
        <div className={classes.start}>
          <Plan />
          <TrainButton />
        </div>
      </footer>
    </section>
  );
}
