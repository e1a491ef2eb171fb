/** A configuration file that was not taken, with what is wrong at each field. */
import { useApp, useAppState } from "../state/app";
import { DismissButton } from "../ui/DismissButton";
import { Notice } from "../ui/Notice";
import classes from "./RefusedConfig.module.css";

export function RefusedConfig() {
  const { store } = useApp();
  const refused = useAppState((state) => state.refusedConfig);
  if (!refused) return null;
  return (
    <Notice
      tone="bad"
      title={`${refused.fileName} was not taken`}
      action={<DismissButton onClick={() => store.setState({ refusedConfig: null })} />}
    >
      The settings here are unchanged.
      <ul className={classes.errors}>
        {refused.errors.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path && <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
