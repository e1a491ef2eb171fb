/** Ways to train on what a model has learned before, and which of them suits the images. */
import { UnstyledButton } from "@mantine/core";
import { useApp, useAppState } from "../state/app";
import { isTransferWay, takeTransferWay, transferAdvice } from "../state/transfer";
import { SizeSuggestion } from "./SizeSuggestion";
import classes from "./TransferWays.module.css";
import { WeightsProblem } from "./WeightsProblem";
import { WeightsProgress } from "./WeightsProgress";

export function TransferWays() {
  const app = useApp();
  const ways = useAppState((state) => state.hello?.transferWays) ?? [];
  const draft = useAppState((state) => state.draft);
  const isBusy = useAppState((state) => state.weightsRequest !== null);
  // Open, it tells of its weights itself.
  const isModelOpen = useAppState(({ openGroups }) => openGroups.includes("model"));
  const imageCount = useAppState(({ check }) => check?.trainingImageCount) ?? 0;
  const classCount = useAppState(({ dataset }) => dataset?.classes.length);
  const taken = ways.find((way) => draft && isTransferWay(draft, way));
  return (
    <section className={classes.transfer} aria-label="Pretrained weights">
      <div className={classes.ways}>
        {ways.map((way) => (
          <UnstyledButton
            key={way.name}
            className={classes.way}
            aria-pressed={way === taken}
            disabled={isBusy}
            onClick={() => void takeTransferWay(app, way)}
          >
            {way.label}
          </UnstyledButton>
        ))}
      </div>
      <p className={classes.words}>
        {taken?.help ?? "Or start from what a network has learned from other images."}{" "}
        {imageCount > 0 && classCount !== undefined && transferAdvice(imageCount, classCount)}
      </p>
      {!isModelOpen && (
        <div className={classes.request}>
          <WeightsProgress />
          <WeightsProblem />
          <SizeSuggestion />
        </div>
      )}
    </section>
  );
}
