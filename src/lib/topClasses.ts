/** The most probable classes of a prediction, best first. */
export function topClasses(
  probabilities: readonly number[],
  count: number,
): { label: number; probability: number }[] {
  return probabilities
    .map((probability, label) => ({ label, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);
}
