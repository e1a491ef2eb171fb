import { expect, test } from "vitest";
import { createStore } from "zustand";
import { buildPart, registrySchema } from "../../lib/part";
import { filledState } from "../../nn/filledState";
import { models } from "../../parts/models";
import { writeWeights } from "../../parts/formats/weights";
import type { Calls } from "../../protocol";
import { parseConfig } from "../../train/config";
import { describeParts } from "../../worker/hello";
import { Weights } from "../../worker/Weights";
import type { App } from "./app";
import { initialState } from "./appState";
import { readDraft } from "./draft";
import { editDraft } from "./editDraft";
import { pickWeights } from "./startingWeights";
import { takeTransferWay } from "./transfer";

const architecture = "mobileNetV3Small";
const hello = describeParts({ tier: "wasm", detail: "1 thread", reason: "" });

function fileOf(options: { name: string; layout?: string }): Uint8Array<ArrayBuffer> {
  const config = registrySchema(models).parse(options);
  const model = buildPart(models, config, { classCount: 5, imageSizePx: 224 });
  return writeWeights(model, filledState(model, 1), {});
}

/** The page's state over the worker's own weights; `meanwhile` happens once, when the first answer is on its way. */
function appWith(model: object, meanwhile: (app: App, weights: Weights) => void): App {
  const { config } = parseConfig({ model });
  const weights = new Weights(
    () => undefined,
    () => URL.createObjectURL(new Blob([fileOf({ name: "efficientNetLite0" })])),
  );
  let isFirst = true;
  const answered = <T>(answer: Promise<T>): Promise<T> => {
    if (isFirst) meanwhile(app, weights);
    isFirst = false;
    return answer;
  };
  const calls: Partial<Calls> = {
    openWeights: (files, model) => answered(weights.open(files, model)),
    fetchWeights: (name, model) => answered(weights.fetch(name, model)),
  };
  const app: App = {
    store: createStore(() => ({ ...initialState, hello, draft: { ...config } })),
    calls: { ...neverCalled, ...calls },
  };
  return app;
}

const neverCalled = {} as Calls;

const timm = () => [new File([fileOf({ name: architecture, layout: "timm" })], "a.safetensors")];
const valueOf = ({ store }: App, path: string) => readDraft(store.getState().draft!, path);

test("what is changed while weights are read stays, and the weights are put into it", async () => {
  const app = appWith({ name: architecture }, (app) => {
    editDraft(app, "training.epochs", 7);
    editDraft(app, "model.dropout", 0.4);
  });
  expect(await pickWeights(app, timm())).not.toBeNull();
  expect(valueOf(app, "training.epochs")).toBe(7);
  expect(valueOf(app, "model")).toMatchObject({
    dropout: 0.4,
    layout: "timm",
    weights: { name: "a.safetensors" },
  });
  expect(valueOf(app, "data.normalize")).toBe("weights");
});

test("weights for a model that was exchanged meanwhile are refused", async () => {
  const other = registrySchema(models).parse({ name: "resnet18" });
  const app = appWith({ name: architecture }, (app) => editDraft(app, "model", other));
  expect(await pickWeights(app, timm())).toBeNull();
  expect(valueOf(app, "model")).toEqual(other);
  expect(app.store.getState().weightsProblem?.message).toContain(
    "do not fit ResNet-18. They fit MobileNetV3-Small: choose that one first. Nothing has changed.",
  );
});

test("weights that are given up leave everything as it was, without a word", async () => {
  const app = appWith({ name: architecture }, (_, weights) => weights.cancel());
  const { draft } = app.store.getState();
  expect(await pickWeights(app, timm())).toBeNull();
  expect(app.store.getState()).toMatchObject({ weightsRequest: null, weightsProblem: null });
  expect(app.store.getState().draft).toBe(draft);
});

test("a way of training fetches weights of the chosen model, and leaves what is changed meanwhile", async () => {
  const app = appWith({ name: "efficientNetLite0", dropout: 0.5 }, (app) =>
    editDraft(app, "training.epochs", 7),
  );
  await takeTransferWay(
    app,
    hello.transferWays.find(({ name }) => name === "frozen")!,
  );
  expect(valueOf(app, "training.epochs")).toBe(7);
  expect(valueOf(app, "data.augmentations")).toEqual([]);
  expect(valueOf(app, "model")).toMatchObject({
    name: "efficientNetLite0",
    dropout: 0.5,
    trainable: "head",
    weights: { name: "timm/efficientnet_lite0.ra_in1k" },
  });
});
