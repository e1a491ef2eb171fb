/** Train: the configuration, and the charts of the run beside it. */
import { Charts } from "../charts/Charts";
import { InspectEntry } from "../inspect/InspectEntry";
import { InspectView } from "../inspect/InspectView";
import { useAppState } from "../state/app";
import { OpenModelProblem } from "../ui/OpenModelProblem";
import { Page } from "../ui/Page";
import { ConfigPanel } from "./ConfigPanel";
import { KeepingNotice } from "./KeepingNotice";
import { RecoveryNotice } from "./RecoveryNotice";
import { ResumeNotice } from "./ResumeNotice";
import { RunNotice } from "./RunNotice";
import classes from "./TrainView.module.css";

export function TrainView() {
  const hello = useAppState((state) => state.hello);
  const isInspecting = useAppState((state) => state.inspector.isOpen);
  if (isInspecting) return <InspectView />;
  return (
    <Page isWide>
      <OpenModelProblem />
      <div className={classes.columns}>
        <div className={classes.config}>{hello && <ConfigPanel hello={hello} />}</div>
        <div className={classes.charts}>
          <InspectEntry />
          <ResumeNotice />
          <RunNotice />
          <RecoveryNotice />
          <KeepingNotice />
          <Charts />
        </div>
      </div>
    </Page>
  );
}
