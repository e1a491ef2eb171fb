/** Says which model answers, and lets the run's best and last be chosen. */
import { SegmentedControl } from "@mantine/core";
import { formatCounted } from "../format";
import { useApp, useAppState } from "../state/app";
import { useRunName } from "../state/useRunName";
import { ResumeNotice } from "../train/ResumeNotice";
import { OpenModelButton } from "../ui/OpenModelButton";
import classes from "./ModelInUse.module.css";

export function ModelInUse() {
  const { store } = useApp();
  const opened = useAppState((state) => state.opened);
  const run = useAppState((state) => state.run);
  const use = useAppState((state) => state.use);
  const runName = useRunName();
  const isWeights = opened?.model.kind === "weights";
  const classCount = isWeights ? opened.model.classes.length : (run?.summary.classes.length ?? 0);
  const which =
    use === "best" && run?.best
      ? `Best, epoch ${run.best.epoch}`
      : `Last, epoch ${run?.epochs.length ?? 0}`;
  return (
    <>
      <section className={classes.model} aria-label="Model in use">
        <div className={classes.words}>
          <h2>{isWeights ? opened.name : runName}</h2>
          <p>
            {isWeights ? "Opened weights" : which} · {formatCounted(classCount, "class", "classes")}
            {isWeights && opened.model.note && ` · ${opened.model.note}`}
          </p>
        </div>
        <div className={classes.tools}>
          {!isWeights && (
            <SegmentedControl
              aria-label="Which weights of the run"
              data={[
                { value: "best", label: "Best" },
                { value: "last", label: "Last" },
              ]}
              value={use}
              onChange={(value) => store.setState({ use: value === "last" ? "last" : "best" })}
            />
          )}
          <OpenModelButton>Open another</OpenModelButton>
        </div>
      </section>
      <ResumeNotice />
    </>
  );
}
