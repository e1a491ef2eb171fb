/** What a layer does, for somebody who meets it for the first time. Ops without a word have none. */
const sentences: Readonly<Record<string, string>> = {
  conv2d: "Slides small learned filters over its input. Each filter makes one output channel.",
  batchNorm:
    "Brings each channel to mean 0 and deviation 1, then scales and shifts it. In train mode by this batch’s own statistics, in eval mode by the running ones.",
  activation: "Keeps what is positive. What comes out 0 passes no gradient back.",
  maxPool: "Keeps the largest of each window, and passes the gradient back to that one alone.",
  globalAveragePool: "Averages each channel over all places: one number per channel remains.",
  dropout:
    "In train mode drops a random share of the numbers and scales up the rest. In eval mode it does nothing.",
  linear: "A weighted sum of all its inputs for every output, plus a bias.",
  add: "Adds two paths. The gradient flows back into both, which keeps deep models trainable.",
};

export function layerSentence(op: string): string {
  return sentences[op] ?? "";
}
