/** The five lines of a training step; the current one is marked, and each leads to its stage. */
import { UnstyledButton } from "@mantine/core";
import classes from "./StageBar.module.css";
import { stages, type StageName } from "./walk";

interface Props {
  current: StageName;
  onChoose: (stage: StageName) => void;
}

export function StageBar({ current, onChoose }: Props) {
  return (
    <ol className={classes.stages} aria-label="Stages of the step">
      {stages.map(({ name, code, title }, place) => (
        <li key={name}>
          <UnstyledButton
            className={classes.stage}
            aria-current={name === current ? "step" : undefined}
            onClick={() => onChoose(name)}
          >
            <span className={classes.title}>
              {place + 1} {title}
            </span>
            <code>{code}</code>
          </UnstyledButton>
        </li>
      ))}
    </ol>
  );
}
