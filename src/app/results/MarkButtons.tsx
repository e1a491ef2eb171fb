/** What can be done with an image whose label is doubtful. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowRight, IconTrash } from "@tabler/icons-react";
import type { ReviewedImage } from "../../protocol";
import { useApp, useAppState } from "../state/app";
import { toggleMark } from "../state/marks";
import classes from "./Mistakes.module.css";

interface Props {
  image: ReviewedImage;
  classNames: readonly string[];
}

export function MarkButtons({ image: { path, label, prediction }, classNames }: Props) {
  const app = useApp();
  const mark = useAppState(({ marks }) => marks.get(path));
  const isMarked = mark !== undefined;
  const predicted = classNames[prediction] ?? "";
  const choices = [
    ...(label === prediction
      ? []
      : [{ to: predicted, words: `It is ${predicted}`, Icon: IconArrowRight }]),
    { to: null, words: "Leave it out", Icon: IconTrash },
  ];
  return (
    <div className={classes.marks} data-marked={isMarked || undefined}>
      {choices.map(({ to, words, Icon }) => (
        <Tooltip key={words} label={words}>
          <ActionIcon
            variant={isMarked && mark === to ? "filled" : "default"}
            aria-label={`${words}: ${path}`}
            aria-pressed={isMarked && mark === to}
            onClick={() => toggleMark(app, path, to)}
          >
            <Icon size={16} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      ))}
    </div>
  );
}
