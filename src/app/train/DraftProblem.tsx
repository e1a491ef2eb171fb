/** The first thing that the check objects to, and a way to it: its group may be closed or out of sight. */
import { Anchor } from "@mantine/core";
import { useApp, useAppState } from "../state/app";
import { isRunOn } from "../state/runProgress";
import { configGroups } from "./configGroups";

export function DraftProblem() {
  const { store } = useApp();
  const problem = useAppState((state) => (isRunOn(state) ? undefined : state.check?.errors[0]));
  const group = problem && configGroups.find(({ owns }) => owns(problem.path));
  if (!problem || !group) return null;
  const show = () => {
    const { openGroups } = store.getState();
    store.setState({ openGroups: [...new Set([...openGroups, group.id])] });
    requestAnimationFrame(() => {
      const field = document.querySelector<HTMLElement>("[aria-invalid='true']");
      field?.scrollIntoView({ block: "center" });
      field?.focus({ preventScroll: true });
    });
  };
  return (
    <>
      {" "}
      {group.title}: {problem.message}{" "}
      <Anchor component="button" type="button" inherit onClick={show}>
        Show
      </Anchor>
    </>
  );
}
