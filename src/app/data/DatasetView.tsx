/** The imported data: what they are, class by class, and what deserves a word. */
import type { DatasetSummary } from "../../protocol";
import { DropTarget } from "../ui/DropTarget";
import { Panel } from "../ui/Panel";
import { SkippedFiles } from "../ui/SkippedFiles";
import { ClassTable } from "./ClassTable";
import classes from "./DatasetView.module.css";
import { DatasetFacts } from "./DatasetFacts";
import { DatasetNotices } from "./DatasetNotices";
import { ImportButtons } from "./ImportButtons";
import { Samples } from "./Samples";
import { TrainButtons } from "./TrainButtons";
import { useImportSources } from "./useImportSources";

export function DatasetView({ dataset }: { dataset: DatasetSummary }) {
  const sources = useImportSources();
  return (
    <DropTarget size="plain" onDrop={sources.fromFiles} onError={sources.refuse}>
      <div className={classes.view}>
        <div className={classes.head}>
          <div className={classes.title}>
            <h2>{dataset.name}</h2>
            <DatasetFacts dataset={dataset} />
          </div>
          <TrainButtons />
        </div>
        <DatasetNotices dataset={dataset} />
        <Panel title="Classes" note={dataset.classes.length} isFlush>
          <ClassTable dataset={dataset} />
        </Panel>
        <SkippedFiles files={dataset.skipped} />
        <Panel title="Replace the data" note="Dropping folders on this page does it too.">
          <div className={classes.replace}>
            <div className={classes.buttons}>
              <ImportButtons />
            </div>
            <Samples />
          </div>
        </Panel>
      </div>
    </DropTarget>
  );
}
