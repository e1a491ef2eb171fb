/** The axis of scores: up to 1, and down to the tenth below the lowest. */
export const scoreDomain: [(lowest: number) => number, number] = [
  (lowest) => Math.max(0, Math.floor(lowest * 10) / 10),
  1,
];
