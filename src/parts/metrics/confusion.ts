/** Counts which class was taken for which. */

/** `confusion[truth][prediction]` of logits `[batch, classes]` (or probabilities) and labels `[batch]`. */
export function confusionOf(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  classCount: number,
): number[][] {
  const confusion = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  const predictions = largestOf(logits, classCount);
  for (let i = 0; i < labels.length; i++) confusion[labels[i]!]![predictions[i]!]!++;
  return confusion;
}

/** The class with the largest logit of each row, `[batch]`; among equals the first. */
export function largestOf(logits: ArrayLike<number>, classCount: number): Int32Array {
  return Int32Array.from({ length: logits.length / classCount }, (_, row) => {
    let largest = 0;
    for (let c = 1; c < classCount; c++)
      if (logits[row * classCount + c]! > logits[row * classCount + largest]!) largest = c;
    return largest;
  });
}
