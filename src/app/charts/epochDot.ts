/** Dots at the epochs while there are few of them: a first epoch alone draws no line. */
export function epochDot(epochs: number) {
  return epochs <= 40 ? { r: 2.5, strokeWidth: 0, fill: "var(--chart-validation)" } : false;
}
