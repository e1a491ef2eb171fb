/** What went wrong with an import, what was kept and what to do. */
import { useApp, useAppState } from "../state/app";
import { DismissButton } from "../ui/DismissButton";
import { Notice } from "../ui/Notice";

export function ImportProblem() {
  const { store } = useApp();
  const problem = useAppState((state) => state.importProblem);
  if (!problem) return null;
  return (
    <Notice
      tone={problem.isExpected ? "plain" : "bad"}
      title={problem.title}
      action={<DismissButton onClick={() => store.setState({ importProblem: null })} />}
    >
      {problem.message}
    </Notice>
  );
}
