/** An image's label, and what the model takes it for. */
import { Table } from "@mantine/core";
import type { ImageInspection } from "../../train/inspection";
import { formatPercent } from "../format";
import classes from "./detail.module.css";
import type { Mode } from "./walk";

interface Props {
  image: ImageInspection;
  names: readonly string[];
  mode: Mode;
}

export function LossCells({ image, names, mode }: Props) {
  const { label, mixedIn } = image;
  const { prediction } = image[mode];
  return (
    <>
      <Table.Td>
        {names[label]}
        {mixedIn && ` + ${formatPercent(mixedIn.share, 0)} ${names[mixedIn.label] ?? ""}`}
      </Table.Td>
      <Table.Td className={prediction === label ? undefined : classes.wrong}>
        {names[prediction]}
      </Table.Td>
    </>
  );
}
