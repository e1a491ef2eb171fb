/** What the images of a batch are: the targets that losses take. Plain numbers, known on the CPU. */

/** The label of an image that counts for nothing, as `torch.nn.CrossEntropyLoss`'s `ignore_index`. */
export const IGNORED_LABEL = -100;

export type Targets =
  /** `[batch]`: one class each, or `IGNORED_LABEL`. */
  | { kind: "labels"; labels: Int32Array }
  /** `[batch × classes]`: how much each image is of each class. */
  | { kind: "probabilities"; probabilities: Float32Array }
  /** Image i is λ of class `first[i]` and 1 − λ of class `second[i]` (mixup, CutMix). */
  | { kind: "mix"; first: Int32Array; second: Int32Array; lambda: number };

/** `[batch × classes]`: how much each image is of each class; zeros for an ignored one. */
export function truthOf(targets: Targets, classCount: number): Float32Array {
  if (targets.kind === "probabilities") return targets.probabilities;
  if (targets.kind === "labels") {
    const truth = new Float32Array(targets.labels.length * classCount);
    addLabels(truth, targets.labels, classCount, 1);
    return truth;
  }
  const truth = new Float32Array(targets.first.length * classCount);
  addLabels(truth, targets.first, classCount, targets.lambda);
  addLabels(truth, targets.second, classCount, 1 - targets.lambda);
  return truth;
}

function addLabels(truth: Float32Array, labels: Int32Array, classCount: number, share: number) {
  labels.forEach((label, row) => {
    if (label !== IGNORED_LABEL) truth[row * classCount + label]! += share;
  });
}

/** Images that count. */
export function countOf(targets: Targets, classCount: number): number {
  switch (targets.kind) {
    case "labels":
      return targets.labels.reduce((sum, label) => sum + Number(label !== IGNORED_LABEL), 0);
    case "probabilities":
      return targets.probabilities.length / classCount;
    case "mix":
      return targets.first.length;
    default:
      return targets satisfies never;
  }
}
