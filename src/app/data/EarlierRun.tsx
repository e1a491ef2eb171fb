/** One run of the list: what it is, how far it came, and what can be done with it. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { Hello, KeptRunAbout, KeptRunEntry } from "../../protocol";
import { formatBytes, formatMoment, formatScore } from "../format";
import { useApp, useAppState } from "../state/app";
import { isKnown, nameOfKept, openKeptRun, removeKeptRun } from "../state/keptRuns";
import { isRunOn } from "../state/runProgress";
import classes from "./EarlierRuns.module.css";

export function EarlierRun({ run }: { run: KeptRunEntry }) {
  const app = useApp();
  const hello = useAppState((state) => state.hello);
  const isBusy = useAppState((state) => state.busyKeptRun === run.id);
  const isBlocked = useAppState(
    (state) => isRunOn(state) || state.death !== null || state.busyKeptRun !== null,
  );
  const [isAsking, setIsAsking] = useState(false);
  const { id, about, isOpenElsewhere } = run;
  const name = "problem" in about ? "A run that can't be read" : nameOfKept(hello, about);
  return (
    <li className={classes.run}>
      <div className={classes.words}>
        <h3>{name}</h3>
        <p>{"problem" in about ? about.problem : progressWords(hello, about)}</p>
        <p>{whereabouts(run)}</p>
      </div>
      {isAsking ? (
        <div className={classes.buttons}>
          <Button variant="default" disabled={isBusy} onClick={() => setIsAsking(false)}>
            Keep it
          </Button>
          <Button color="red" loading={isBusy} onClick={() => void removeKeptRun(app, id)}>
            Delete for good
          </Button>
        </div>
      ) : (
        <div className={classes.buttons}>
          {isKnown(run) && (
            <Button
              variant="default"
              disabled={isBlocked || isOpenElsewhere}
              loading={isBusy}
              aria-label={`Open ${name}`}
              onClick={() => void openKeptRun(app, run)}
            >
              Open
            </Button>
          )}
          <Button
            variant="subtle"
            color="gray"
            disabled={isBlocked || isOpenElsewhere}
            aria-label={`Delete ${name}`}
            onClick={() => setIsAsking(true)}
          >
            Delete
          </Button>
        </div>
      )}
    </li>
  );
}

const endings: Record<NonNullable<KeptRunAbout["end"]>, string> = {
  finished: "finished",
  earlyStopping: "stopped early",
  stopped: "stopped",
  diverged: "the loss became NaN",
};

function progressWords(hello: Hello | null, { epoch, epochs, best, end }: KeptRunAbout): string {
  const done = `${epoch} of ${epochs} epochs, ${end ? endings[end] : "cut off"}`;
  if (!best) return done;
  const metric = hello?.parts.metrics.find(({ name }) => name === best.metric)?.label;
  return `${done} · best ${metric ?? best.metric} ${formatScore(best.value)}`;
}

function whereabouts({ savedAtMs, bytes, about, hasImages, isOpenElsewhere }: KeptRunEntry) {
  const words = [formatMoment(savedAtMs), formatBytes(bytes)];
  if (!("problem" in about) && !hasImages) words.push("without its images");
  if (isOpenElsewhere) words.push("open in another tab");
  return words.join(" · ");
}
