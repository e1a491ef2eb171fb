/** Whole configurations to start from. */
import { UnstyledButton } from "@mantine/core";
import { useApp, useAppState } from "../state/app";
import { takePreset } from "../state/editDraft";
import { isPreset } from "./isPreset";
import classes from "./Presets.module.css";

export function Presets() {
  const app = useApp();
  const presets = useAppState((state) => state.hello?.presets) ?? [];
  const draft = useAppState((state) => state.draft);
  return (
    <section className={classes.presets} aria-label="Presets">
      {presets.map((preset) => (
        <UnstyledButton
          key={preset.name}
          className={classes.preset}
          aria-pressed={draft !== null && isPreset(draft, preset.config)}
          onClick={() => takePreset(app, preset.config)}
        >
          <span className={classes.label}>{preset.label}</span>
          <span className={classes.help}>{preset.help}</span>
        </UnstyledButton>
      ))}
    </section>
  );
}
