/** The images' size that the starting weights know, where the images have another. */
import { Button } from "@mantine/core";
import { useApp, useAppState } from "../state/app";
import { readDraft } from "../state/draft";
import { editDraft } from "../state/editDraft";
import classes from "./WeightsField.module.css";

export function SizeSuggestion() {
  const app = useApp();
  const wanted = useAppState(({ draft }) => draft && readDraft(draft, "model.weights.imageSizePx"));
  const current = useAppState(({ draft }) => draft && readDraft(draft, "data.imageSizePx"));
  if (typeof wanted !== "number" || wanted === current) return null;
  return (
    <span className={classes.suggestion}>
      <span>
        Trained at {wanted} px, your images have {String(current)} px.
      </span>
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => editDraft(app, "data.imageSizePx", wanted)}
      >
        Use {wanted} px
      </Button>
    </span>
  );
}
