/** Use: which model answers, images in, predictions out. */
import { useApp, useAppState } from "../state/app";
import type { NamedFile } from "../../protocol";
import { openModel } from "../state/openModel";
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
  const take = (files: readonly NamedFile[]) => {
    const models = files.flatMap(({ file }) => (isModelFile(file) ? [file] : []));
    // A model that is dropped where images go is opened all the same.
    if (models.length > 0 && models.length === files.length) void openModel(app, models);
    else void predict(app, files);
  };
  if (!hasModel)
    return (
      <Page>
        <OpenModelProblem />
        <EmptyState
          title="No model yet"
          actions={<OpenModelButton>Open a checkpoint or weights</OpenModelButton>}
        >
          Train one, and it answers here after its first epoch; or open a checkpoint or weights that
          you downloaded, or a TensorFlow.js model with its weights, Teachable Machine’s for
          example.
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
      <PredictTarget onFiles={take} />
      {predictions && <PredictionsView key={predictions.id} predictions={predictions} />}
      {predictions && <SkippedFiles files={predictions.table.skipped} />}
    </Page>
  );
}

function isModelFile(file: Blob): file is File {
  return file instanceof File && /\.(safetensors|zip|json|bin)$/i.test(file.name);
}
