/** Why weights were not taken, tensor by tensor. */
import { useApp, useAppState } from "../state/app";
import { DismissButton } from "../ui/DismissButton";
import { Notice } from "../ui/Notice";
import classes from "./WeightsField.module.css";

export function WeightsProblem() {
  const { store } = useApp();
  const problem = useAppState((state) => state.weightsProblem);
  if (!problem) return null;
  return (
    <Notice
      tone="bad"
      title={problem.title}
      action={<DismissButton onClick={() => store.setState({ weightsProblem: null })} />}
    >
      {problem.message}
      {problem.differences.length > 0 && (
        <ul className={classes.differences} aria-label="Differences" tabIndex={0}>
          {problem.differences.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
