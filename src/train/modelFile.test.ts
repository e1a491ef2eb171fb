import { expect, test } from "vitest";
import { readSafetensors } from "../parts/formats/safetensors";
import { halfWay } from "../worker/testCheckpoint";
import { originOf, trainedModelOf, type Checkpoint, type WeightsName } from "./checkpoint";
import { readModelFile, writeModelFile } from "./modelFile";

function epoch(number: number, macroF1: number) {
  return {
    ...{ epoch: number, macroF1, trainLoss: 1, valLoss: 2, accuracy: 0.5 },
    ...{ perClassF1: [macroF1, macroF1, macroF1], learningRate: 0.1 },
    ...{ seconds: 1, imagesPerSecond: 10 },
  };
}

/** Two epochs, of which the first was the best. */
function afterTwoEpochs(stepInEpoch: number): Checkpoint {
  const checkpoint = halfWay();
  const { parameters, buffers } = checkpoint.engine;
  return {
    ...checkpoint,
    progress: {
      ...checkpoint.progress,
      stepInEpoch,
      history: [epoch(1, 0.8), epoch(2, 0.7)],
      best: { epoch: 1, metric: "macroF1", value: 0.8 },
      bestModel: { parameters, buffers },
    },
  };
}

function metadataOf(checkpoint: Checkpoint, which: WeightsName) {
  const bytes = writeModelFile(trainedModelOf(checkpoint, which), originOf(checkpoint, which));
  expect(readModelFile(bytes).classes).toEqual(checkpoint.run.classes);
  return readSafetensors(bytes).metadata;
}

test("a weights file says seed, classes, preprocessing and how good these very weights are", () => {
  const metadata = metadataOf(afterTwoEpochs(0), "best");
  expect(metadata.seed).toBe("42");
  expect(JSON.parse(metadata.classes!)).toEqual(["class 0", "class 1", "class 2"]);
  expect(JSON.parse(metadata.preprocessing!)).toMatchObject({ imageSizePx: 8 });
  expect(JSON.parse(metadata.metrics!)).toMatchObject({ epoch: 1, macroF1: 0.8 });
  const last = metadataOf(afterTwoEpochs(0), "last");
  expect(JSON.parse(last.metrics!)).toMatchObject({ epoch: 2, macroF1: 0.7 });
  expect(JSON.parse(last.best!)).toMatchObject({ epoch: 1 });
});

test("weights that were never measured claim nothing", () => {
  expect(JSON.parse(metadataOf(afterTwoEpochs(3), "last").metrics!)).toBeNull();
  const averaged = afterTwoEpochs(0);
  averaged.engine.average = { ...trainedModelOf(averaged, "last").state };
  expect(JSON.parse(metadataOf(averaged, "lastRaw").metrics!)).toBeNull();
  expect(JSON.parse(metadataOf(averaged, "last").metrics!)).toMatchObject({ epoch: 2 });
});
