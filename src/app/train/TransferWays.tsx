/** Ways to train on what a model has learned before, and which of them suits the images. */
import { UnstyledButton } from "@mantine/core";
import type { Hello } from "../../protocol";
import { useApp, useAppState } from "../state/app";
import { readDraft } from "../state/draft";
import { isTransferWay, takeTransferWay, transferAdvice, weightsFor } from "../state/transfer";
import { downloadWords } from "./downloadWords";
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
  const wanted = useAppState(({ hello, draft }) =>
    hello && draft && !readDraft(draft, "model.weights") ? weightsFor(hello, draft) : undefined,
  );
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
        {taken?.help ?? offerOf(wanted)}{" "}
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

/** `fetched`: what taking a way would fetch first, if anything. */
function offerOf(fetched: Hello["catalogue"][number] | undefined): string {
  const offer = "Or start from what a network has learned from other images";
  return fetched
    ? `${offer}: its weights, ${downloadWords(fetched)}, are fetched once, from Hugging Face.`
    : `${offer}.`;
}
