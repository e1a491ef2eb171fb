/** Classifies image files with a model that came with the page, decoded and scaled as in training. */
import { decode } from "../data/decode";
import { PlainNetwork } from "../engine/plain/PlainNetwork";
import { sampleBatch } from "../engine/sampleBatch";
import { fromBase64 } from "../lib/base64";
import { softmax } from "../lib/softmax";
import { readWeights } from "../parts/formats/weights";
import type { Embedded } from "./embedded";

export type Classified = { ok: true; probabilities: number[] } | { ok: false; reason: string };

const TOLERANCE = 1e-4;

export class Classifier {
  private readonly network: PlainNetwork;

  constructor(
    readonly embedded: Embedded,
    weightsBase64: string,
  ) {
    const { model } = embedded;
    this.network = new PlainNetwork(model, readWeights(model, fromBase64(weightsBase64)));
  }

  /** Never rejects: a file that can't be used gives the reason. */
  async classify(file: Blob): Promise<Classified> {
    const { model, normalization } = this.embedded;
    const { imageSizePx } = model;
    const decoded = await decode(file, imageSizePx);
    if (!decoded.ok) return decoded;
    const image = sampleBatch({
      imageSizePx,
      pixels: decoded.pixels,
      indices: Uint32Array.of(0),
      transforms: [null],
      mix: null,
      targets: { kind: "labels", labels: Int32Array.of(0) },
      normalization,
    });
    return { ok: true, probabilities: softmax(await this.network.logits(image)) };
  }

  /** The largest difference from the app's answers, or why there is none. */
  async check(): Promise<{ isSound: boolean; message: string }> {
    const { examples } = this.embedded;
    for (const { pngBase64, probabilities } of examples) {
      const given = await this.classify(new Blob([fromBase64(pngBase64)], { type: "image/png" }));
      if (!given.ok)
        return {
          isSound: false,
          message: `A test image of this page was not read: ${given.reason}`,
        };
      const differences = given.probabilities.map((it, c) => Math.abs(it - probabilities[c]!));
      const difference = Math.max(...differences);
      if (!(difference <= TOLERANCE))
        return {
          isSound: false,
          message: `Do not rely on these answers: this browser's differ from the app's by ${difference.toPrecision(2)}. Use another browser.`,
        };
    }
    return {
      isSound: true,
      message: `Checked: it gives the app's own answers for ${examples.length} test images.`,
    };
  }
}
