/** The model as a chain from the images to the loss: what has been passed, where the walk stands. */
import { UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { LayerInspection, StepInspection } from "../../train/inspection";
import { formatFigure } from "../format";
import { chainBars } from "./chainBars";
import classes from "./LayerChain.module.css";
import { shapeWords } from "./shapeWords";
import type { Mode, Stop } from "./walk";

interface Props {
  inspection: StepInspection;
  layers: readonly LayerInspection[];
  stop: Stop;
  mode: Mode;
  onChoose: (layer: number) => void;
}

export function LayerChain({ inspection, layers, stop, mode, onChoose }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const at = "layer" in stop ? stop.layer : null;
  const isBackward = stop.stage === "backward" || stop.stage === "step";
  const bars = chainBars(layers, isBackward ? "backward" : "forward", mode);
  useEffect(() => {
    const current = list.current?.querySelector<HTMLElement>("[aria-current]");
    const box = list.current;
    // The list alone: `scrollIntoView` would move the page as well.
    if (current && box) box.scrollTop = current.offsetTop - box.clientHeight / 2;
  }, [stop]);
  return (
    <section className={classes.chain} aria-label="Layers">
      <h3 className={classes.heading}>
        {isBackward ? "Gradient norm of each output" : "Deviation of each output"}
      </h3>
      <ol ref={list} className={classes.list} data-direction={isBackward ? "up" : "down"}>
        <Row
          name="images"
          detail={shapeWords([3, inspection.imageSizePx, inspection.imageSizePx])}
          isPassed={stop.stage !== "zeroGrad"}
          isCurrent={at === -1}
          onChoose={() => onChoose(-1)}
        />
        {inspection.layers.map(({ name, op, shape }, layer) => (
          <Row
            key={name}
            name={name}
            detail={`${op} · ${shapeWords(shape)}`}
            bar={bars[layer]}
            isPassed={isPassed(stop, layer)}
            isCurrent={at === layer}
            onChoose={() => onChoose(layer)}
          />
        ))}
      </ol>
    </section>
  );
}

/** Whether the walk has been through the layer in the direction at hand. */
function isPassed(stop: Stop, layer: number): boolean {
  switch (stop.stage) {
    case "zeroGrad":
      return false;
    case "forward":
      return layer <= stop.layer;
    case "backward":
      return layer >= stop.layer;
    case "loss":
    case "step":
      return true;
    default:
      return stop satisfies never;
  }
}

interface RowProps {
  name: string;
  detail: string;
  bar?: { share: number; value: number } | null | undefined;
  isPassed: boolean;
  isCurrent: boolean;
  onChoose: () => void;
}

function Row({ name, detail, bar, isPassed, isCurrent, onChoose }: RowProps) {
  return (
    <li>
      <UnstyledButton
        className={classes.row}
        data-passed={isPassed || undefined}
        aria-current={isCurrent ? "step" : undefined}
        onClick={onChoose}
      >
        <span className={classes.dot} />
        <span className={classes.words}>
          <span className={classes.name}>{name}</span>
          <span className={classes.shape}>{detail}</span>
        </span>
        <span className={classes.measure}>
          <span className={classes.value}>{bar && isPassed ? formatFigure(bar.value) : ""}</span>
          <span className={classes.track}>
            {bar && isPassed && (
              <span className={classes.bar} style={{ width: `${100 * bar.share}%` }} />
            )}
          </span>
        </span>
      </UnstyledButton>
    </li>
  );
}
