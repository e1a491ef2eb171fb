/** Whole epochs to name on an axis, at most eleven of them. */
export function epochTicks(epochs: number): number[] {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
  const step = steps.find((one) => epochs / one <= 10) ?? epochs;
  return Array.from({ length: Math.floor(epochs / step) + 1 }, (_, index) => index * step);
}
