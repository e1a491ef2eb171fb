/** The configuration, in groups that follow the order in which training uses them. */
import { Accordion } from "@mantine/core";
import type { Hello } from "../../protocol";
import { useApp, useAppState } from "../state/app";
import { ConfigGroup } from "./ConfigGroup";
import { configGroups } from "./configGroups";

export function ConfigForm({ hello }: { hello: Hello }) {
  const { store } = useApp();
  const openGroups = useAppState((state) => state.openGroups);
  return (
    <Accordion
      multiple
      order={3}
      variant="contained"
      value={[...openGroups]}
      onChange={(groups) => store.setState({ openGroups: groups })}
      keepMounted={false}
      transitionDuration={0}
    >
      {configGroups.map((group) => (
        <ConfigGroup key={group.id} group={group} hello={hello} />
      ))}
    </Accordion>
  );
}
