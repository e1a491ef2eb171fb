/** Says that a run would need more memory than there is, and offers smaller batches that fit. */
import { Button } from "@mantine/core";
import type { RunMemory } from "../../protocol";
import { formatBytes, formatCount } from "../format";
import { useApp } from "../state/app";
import { editDraft } from "../state/editDraft";
import { Notice } from "../ui/Notice";

export function MemoryNotice({ memory }: { memory: RunMemory }) {
  const app = useApp();
  const { peakBytes, limitBytes, proposal } = memory;
  const needs = `This run needs ${formatBytes(peakBytes)}`;
  const problem =
    peakBytes > limitBytes
      ? `${needs}, more than the ${formatBytes(limitBytes)} that we count on.`
      : `${needs}, and one piece of it is larger than this GPU takes at once.`;
  if (!proposal)
    return (
      <Notice tone="warn" title="It may not fit">
        {problem} Choose smaller images, a smaller batch or a smaller model.
      </Notice>
    );
  const { batchSize, accumulationSteps } = proposal;
  const take = () => {
    editDraft(app, "training.batchSize", batchSize);
    editDraft(app, "training.accumulationSteps", accumulationSteps);
  };
  const use = (
    <Button variant="default" size="compact-sm" onClick={take}>
      Use {formatCount(batchSize)} × {formatCount(accumulationSteps)}
    </Button>
  );
  return (
    <Notice tone="warn" title="It may not fit" action={use}>
      {problem} Batches of {formatCount(batchSize)}, accumulated over{" "}
      {formatCount(accumulationSteps)} steps, need {formatBytes(proposal.peakBytes)} for the same
      effective batch.
    </Notice>
  );
}
