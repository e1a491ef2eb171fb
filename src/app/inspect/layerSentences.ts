/** What a layer does, for somebody who meets it for the first time. Ops without a word have none. */
const smooth = "Nearly a ReLU, but smooth: small negative numbers pass a little.";
const gate = "Squeezes its input between 0 and 1, to weigh something else by.";

const sentences: Readonly<Record<string, string>> = {
  conv2d: "Slides small learned filters over its input. Each filter makes one output channel.",
  batchNorm:
    "Brings each channel to mean 0 and deviation 1, then scales and shifts it. In train mode by this batch’s own statistics, in eval mode by the running ones.",
  layerNorm:
    "Brings each place to mean 0 and deviation 1 over its channels, then scales and shifts it. It needs no batch, so both modes are alike.",
  relu: "Keeps what is positive. What comes out 0 passes no gradient back.",
  relu6: "Keeps what lies between 0 and 6. What is cut off passes no gradient back.",
  silu: smooth,
  hardSwish: smooth,
  gelu: smooth,
  sigmoid: gate,
  hardSigmoid: gate,
  maxPool: "Keeps the largest of each window, and passes the gradient back to that one alone.",
  averagePool: "Averages each window, and shares the gradient out evenly.",
  globalAveragePool: "Averages each channel over all places: one number per channel remains.",
  flatten: "Lays all numbers of an image in one row.",
  dropout:
    "In train mode drops a random share of the numbers and scales up the rest. In eval mode it does nothing.",
  stochasticDepth:
    "In train mode leaves out a whole block for some of the images, and scales it up for the rest. In eval mode it does nothing.",
  layerScale: "Multiplies each channel by a learned factor, which is small at first.",
  scale: "Multiplies each channel by a weight that the image itself decides.",
  linear: "A weighted sum of all its inputs for every output, plus a bias.",
  add: "Adds two paths. The gradient flows back into both, which keeps deep models trainable.",
};

export function layerSentence(op: string): string {
  return sentences[op] ?? "";
}
