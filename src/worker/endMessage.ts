/** Why a run is over and what is left of it, as a person would say it. */
import { metrics, type MetricName } from "../parts/metrics";
import type { EndReason } from "../train/events";
import type { Progress } from "../train/progress";

export function endMessage(reason: EndReason, { epoch, best }: Progress): string {
  const kept = best
    ? `Best: ${metrics[best.metric as MetricName].label} ${best.value.toFixed(3)} in epoch ${best.epoch}.`
    : "";
  switch (reason) {
    case "finished":
      return `Training is finished. ${kept}`.trim();
    case "stopped":
      return `Stopped in epoch ${epoch + 1}. ${kept}`.trim();
    case "earlyStopping":
      return `Stopped early after epoch ${epoch}: no better result for a while. ${kept}`.trim();
    case "diverged":
      return `The loss became NaN or infinite in epoch ${epoch + 1}, so training stopped. The last good weights are kept. Try a lower learning rate, or clip the gradient norm. ${kept}`.trim();
    default:
      return reason satisfies never;
  }
}
