/** Use: which model answers, images in, predictions out. */
import { useApp, useAppState } from "../state/app";
import { predict } from "../state/predict";
import { EmptyState } from "../ui/EmptyState";
import { Notice } from "../ui/Notice";
import { OpenModelButton } from "../ui/OpenModelButton";
import { OpenModelProblem } from "../ui/OpenModelProblem";
import { Page } from "../ui/Page";
import { SkippedFiles } from "../ui/SkippedFiles";
import { DismissButton } from "../ui/DismissButton";
import { ModelInUse } from "./ModelInUse";
import { PredictTarget } from "./PredictTarget";
import { PredictionsView } from "./PredictionsView";

export function UseView() {
  const app = useApp();
  const hasModel = useAppState(
    ({ opened, run }) => opened !== null || (run !== null && run.epochs.length > 0),
  );
  const predictions = useAppState((state) => state.predictions);
  const problem = useAppState((state) => state.predictProblem);
  if (!hasModel)
    return (
      <Page>
        <OpenModelProblem />
        <EmptyState
          title="No model yet"
          actions={<OpenModelButton>Open a checkpoint or weights</OpenModelButton>}
        >
          Train one, and it answers here after its first epoch; or open a checkpoint or weights that
          you downloaded.
        </EmptyState>
      </Page>
    );
  return (
    <Page>
      <OpenModelProblem />
      <ModelInUse />
      {problem && (
        <Notice
          tone="bad"
          title={problem.title}
          action={<DismissButton onClick={() => app.store.setState({ predictProblem: null })} />}
        >
          {problem.message}
        </Notice>
      )}
      <PredictTarget onFiles={(files) => void predict(app, files)} />
      {predictions && <PredictionsView key={predictions.id} predictions={predictions} />}
      {predictions && <SkippedFiles files={predictions.table.skipped} />}
    </Page>
  );
}
