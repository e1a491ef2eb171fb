/** One group of the form: a line when closed, its controls when open. */
import { Accordion } from "@mantine/core";
import type { Hello } from "../../protocol";
import { formatCounted } from "../format";
import { useAppState } from "../state/app";
import classes from "./ConfigGroup.module.css";
import type { ConfigGroupDescription } from "./configGroups";
import { GroupFields } from "./GroupFields";

interface Props {
  group: ConfigGroupDescription;
  hello: Hello;
}

export function ConfigGroup({ group, hello }: Props) {
  const summary = useAppState(({ draft }) => (draft ? group.summary(draft, hello) : ""));
  const problems = useAppState(
    ({ check }) => check?.errors.filter(({ path }) => group.owns(path)).length ?? 0,
  );
  const isOpen = useAppState(({ openGroups }) => openGroups.includes(group.id));
  return (
    <Accordion.Item value={group.id} className={classes.item}>
      <Accordion.Control className={classes.control}>
        <span className={classes.title}>{group.title}</span>
        {problems > 0 ? (
          <span className={classes.problems}>{formatCounted(problems, "setting")} to mend</span>
        ) : (
          !isOpen && <span className={classes.summary}>{summary}</span>
        )}
      </Accordion.Control>
      <Accordion.Panel>
        <div className={classes.fields}>
          <GroupFields group={group.id} hello={hello} />
        </div>
      </Accordion.Panel>
    </Accordion.Item>
  );
}
