/** The best weights for other runtimes, as cards that say what each format is for. */
import { isWorking } from "../state/runProgress";
import { useApp, useAppState } from "../state/app";
import type { Run } from "../state/reduce";
import { Panel } from "../ui/Panel";
import { DownloadCard } from "./DownloadCard";
import classes from "./Downloads.module.css";

export function Exports({ run }: { run: Run }) {
  const { calls } = useApp();
  const hello = useAppState((state) => state.hello);
  const isTraining = isWorking(run);
  return (
    <Panel
      title="Exports"
      note="The best weights as a zip, with a model card and examples to check the answers by. The examples are made up: no image of yours is in it."
    >
      <ul className={classes.cards}>
        {hello?.parts.formats.map(({ name, label, help }) => (
          <DownloadCard
            key={name}
            name={`homeroom-${name}.zip`}
            title={label}
            help={help}
            isDisabled={isTraining}
            make={() => calls.exportModel(name)}
          />
        ))}
      </ul>
    </Panel>
  );
}
