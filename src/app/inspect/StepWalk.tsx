/** A walk through one training step: the five lines, the chain of layers, and what happens where it stands. */
import { Button, SegmentedControl } from "@mantine/core";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { StepInspection } from "../../train/inspection";
import { batchImages } from "./batchImages";
import { LayerChain } from "./LayerChain";
import { StageBar } from "./StageBar";
import classes from "./StepWalk.module.css";
import { StopDetail } from "./StopDetail";
import { useArrowKeys } from "./useArrowKeys";
import { stages, stopAtLayer, walkThrough, type Mode } from "./walk";

export function StepWalk({ inspection }: { inspection: StepInspection }) {
  const stops = useMemo(() => walkThrough(inspection), [inspection]);
  const [place, setPlace] = useState(0);
  const [mode, setMode] = useState<Mode>("train");
  const [microPlace, setMicroPlace] = useState(0);
  const detailed = inspection.microBatches.flatMap(({ detail }) => detail ?? []);
  const detail = detailed[microPlace]!;
  const pictures = useMemo(() => batchImages(inspection, microPlace), [inspection, microPlace]);
  const stop = stops[place]!;
  const walk = (by: number) => setPlace((now) => Math.min(Math.max(now + by, 0), stops.length - 1));
  useArrowKeys(walk);
  return (
    <>
      <StageBar
        current={stop.stage}
        onChoose={(name) => setPlace(stops.findIndex(({ stage }) => stage === name))}
      />
      <div className={classes.controls}>
        <div className={classes.buttons}>
          <Button
            variant="default"
            disabled={place === 0}
            leftSection={<IconArrowLeft size={16} stroke={1.75} />}
            onClick={() => walk(-1)}
          >
            Back
          </Button>
          <Button
            disabled={place === stops.length - 1}
            rightSection={<IconArrowRight size={16} stroke={1.75} />}
            onClick={() => walk(1)}
          >
            Next
          </Button>
          <span className={classes.place}>
            {place + 1} of {stops.length}
          </span>
          <span className={classes.hint}>or the arrow keys</span>
        </div>
        <div className={classes.buttons}>
          {detailed.length > 1 && (
            <SegmentedControl
              aria-label="Micro-batch"
              data={detailed.map((_, i) => ({ value: String(i), label: `Batch ${i + 1}` }))}
              value={String(microPlace)}
              onChange={(value) => setMicroPlace(Number(value))}
            />
          )}
          <SegmentedControl
            aria-label="Mode"
            data={[
              { value: "train", label: "train mode" },
              { value: "eval", label: "eval mode" },
            ]}
            value={mode}
            onChange={(value) => setMode(value === "eval" ? "eval" : "train")}
          />
        </div>
      </div>
      <div className={classes.columns}>
        <LayerChain
          inspection={inspection}
          layers={detail.layers}
          stop={stop}
          mode={mode}
          onChoose={(layer) => setPlace(stopAtLayer(stops, stop, layer))}
        />
        <StopDetail
          inspection={inspection}
          micro={inspection.microBatches[microPlace]!}
          detail={detail}
          pictures={pictures}
          stage={stages.find(({ name }) => name === stop.stage)!}
          stop={stop}
          mode={mode}
        />
      </div>
    </>
  );
}
