/** The worker's answers to the page's calls, each one line to where the work is done. */
import * as Comlink from "comlink";
import { importFiles } from "../data/importFiles";
import { importSample } from "../data/importSample";
import { importZip } from "../data/importZip";
import { memoryLimits } from "../engine/memoryPlan";
import type { Calls, WorkerEvent } from "../protocol";
import { checkDraft, withProblems } from "./checkDraft";
import { describeParts } from "./hello";
import { Session } from "./Session";

export function createCalls(emit: (event: WorkerEvent) => void): Calls {
  const session = new Session(emit);
  const { images } = session;
  return {
    hello: async () => {
      const hello = describeParts(await session.startedDevice());
      void session.kept.tell();
      return hello;
    },
    chooseDevice: (choice) => session.chooseDevice(choice),
    importFiles: (files, request) =>
      images.import(request, (again, context) => importFiles(files, again, context)),
    importZip: (file, request) =>
      images.import(request, (again, context) => importZip(file, again, context)),
    importSample: (sample, request) =>
      images.import(request, (again, context) => importSample(sample, again, context)),
    cancelImport: () => {
      images.cancel();
      return Promise.resolve();
    },
    editImages: (edits) => session.editImages(edits),
    readImages: (indices) => {
      const pixels = images.read(indices);
      return Promise.resolve(Comlink.transfer(pixels, [pixels.buffer]));
    },
    checkConfig: async (config) => {
      const { tier } = await session.startedDevice();
      const device = { tier, limits: await memoryLimits(tier) };
      return withProblems(checkDraft(config, images.dataset, device), session.weights);
    },
    openWeights: (files, model) => session.weights.open(files, model),
    fetchWeights: (name, model) => session.weights.fetch(name, model),
    cancelWeights: () => {
      session.weights.cancel();
      return Promise.resolve();
    },
    startRun: (config) => session.start(config),
    testRates: (config, options) => session.trials.testRates(config, options),
    inspectStep: (request) => session.trials.inspect(request),
    cancelTrial: () => session.trials.cancel(),
    pauseRun: () => {
      session.run.pause();
      return Promise.resolve();
    },
    resumeRun: () => session.resume(),
    stopRun: () => {
      session.run.stop();
      return Promise.resolve();
    },
    download: (name) => session.files.download(name),
    exportModel: (format) => session.files.export(format),
    reviewRun: () => session.files.review(),
    fileSizes: () => Promise.resolve(session.files.sizes()),
    cancelFile: (name) => {
      session.files.cancel(name);
      return Promise.resolve();
    },
    openModel: (files) => session.open(files),
    openKeptRun: (id) => session.openKept(id),
    removeKeptRun: (id) => session.kept.remove(id),
    predict: (files, use) => session.predict(files, use),
    conformance: async (goldenJson) => {
      const { runConformance } = await import("../conformance/runConformance");
      await session.startedDevice();
      return runConformance(goldenJson);
    },
  };
}
