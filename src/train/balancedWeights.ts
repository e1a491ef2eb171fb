/** Class weights as scikit-learn's `class_weight="balanced"`: images / (classes × images of the class). */

/** `[classes]`; 0 for a class without training images, which no label can name. */
export function balancedWeights(
  labels: Uint16Array,
  indices: Uint32Array,
  classCount: number,
): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const index of indices) counts[labels[index]!]!++;
  return counts.map((count) => (count > 0 ? indices.length / (classCount * count) : 0));
}
