/** Data: bring images in, see what they are. */
import { useAppState } from "../state/app";
import { ResumeNotice } from "../train/ResumeNotice";
import { OpenModelProblem } from "../ui/OpenModelProblem";
import { Page } from "../ui/Page";
import { CutOffNotice } from "./CutOffNotice";
import { DataEmpty } from "./DataEmpty";
import { DatasetView } from "./DatasetView";
import { EarlierRuns } from "./EarlierRuns";
import { ImportProblem } from "./ImportProblem";
import { ImportProgress } from "./ImportProgress";

export function DataView() {
  const dataset = useAppState((state) => state.dataset);
  const isImporting = useAppState((state) => state.importing !== null);
  return (
    <Page>
      <OpenModelProblem />
      <ResumeNotice />
      <CutOffNotice />
      <ImportProblem />
      {isImporting && <ImportProgress />}
      {dataset ? <DatasetView dataset={dataset} /> : !isImporting && <DataEmpty />}
      <EarlierRuns />
    </Page>
  );
}
