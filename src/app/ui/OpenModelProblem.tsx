/** Why a checkpoint or weights file was not opened. */
import { useApp, useAppState } from "../state/app";
import { DismissButton } from "./DismissButton";
import { Notice } from "./Notice";

export function OpenModelProblem() {
  const { store } = useApp();
  const problem = useAppState((state) => state.openProblem);
  if (!problem) return null;
  return (
    <Notice
      tone="bad"
      title={problem.title}
      action={<DismissButton onClick={() => store.setState({ openProblem: null })} />}
    >
      {problem.message}
    </Notice>
  );
}
