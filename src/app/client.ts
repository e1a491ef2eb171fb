/** The page's end of the thread line: calls through Comlink, events through one plain port. */
import * as Comlink from "comlink";
import type {
  Calls,
  EventLine,
  EventLineMessage,
  InspectionAnswer,
  RateTestAnswer,
  StartAnswer,
  WeightsAnswer,
  WorkerEvent,
} from "../protocol";

interface Listener {
  onEvent: (event: WorkerEvent) => void;
  /** The worker is gone: no call will be answered any more. */
  onDeath: (reason: string) => void;
}

/**
 * Hands the worker its event port and returns its calls. A worker that dies answers nobody, so its
 * death rejects every call that still waits and every later one.
 */
export function connectWorker(worker: Worker, { onEvent, onDeath }: Listener): Calls {
  const waiting = new Set<(reason: Error) => void>();
  let death: Error | null = null;

  const die = (reason: string) => {
    if (death) return;
    death = new Error(reason);
    for (const reject of waiting) reject(death);
    waiting.clear();
    onDeath(reason);
  };
  worker.addEventListener("error", (event) => die(event.message || "The worker could not start."));
  worker.addEventListener("messageerror", () => die("A message to the page could not be read."));

  const answer = <T>(call: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (death) {
        reject(death);
        return;
      }
      waiting.add(reject);
      call()
        .then(resolve, reject)
        .finally(() => waiting.delete(reject));
    });

  const lifeline = "locks" in navigator ? crypto.randomUUID() : "";
  const events = new MessageChannel();
  events.port1.onmessage = ({ data }: MessageEvent<EventLineMessage>) => {
    if (data.type !== "alive") onEvent(data);
    // To be had only once the worker is gone: one that is killed tells the page nothing.
    else void navigator.locks.request(lifeline, () => die("Its thread ended without a reason."));
  };
  const line: EventLine = { type: "events", port: events.port2, lifeline };
  worker.postMessage(line, [events.port2]);

  const remote = Comlink.wrap<Calls>(worker);
  return {
    hello: () => answer(() => remote.hello()),
    chooseDevice: (choice) => answer(() => remote.chooseDevice(choice)),
    importFiles: (files, request) => answer(() => remote.importFiles(files, request)),
    importZip: (file, request) => answer(() => remote.importZip(file, request)),
    importSample: (name, request) => answer(() => remote.importSample(name, request)),
    cancelImport: () => answer(() => remote.cancelImport()),
    editImages: (edits) => answer(() => remote.editImages(edits)),
    readImages: (indices) => answer(() => remote.readImages(indices)),
    checkConfig: (config) => answer(() => remote.checkConfig(config)),
    openWeights: (files, model) =>
      answer<WeightsAnswer | null>(async () => remote.openWeights(files, model)),
    fetchWeights: (name, model) =>
      answer<WeightsAnswer | null>(async () => remote.fetchWeights(name, model)),
    cancelWeights: () => answer(() => remote.cancelWeights()),
    startRun: (config) => answer<StartAnswer>(async () => remote.startRun(config)),
    testRates: (config, options) =>
      answer<RateTestAnswer>(async () => remote.testRates(config, options)),
    inspectStep: (request) => answer<InspectionAnswer>(async () => remote.inspectStep(request)),
    cancelTrial: () => answer(() => remote.cancelTrial()),
    pauseRun: () => answer(() => remote.pauseRun()),
    resumeRun: () => answer(() => remote.resumeRun()),
    stopRun: () => answer(() => remote.stopRun()),
    download: (file) => answer(() => remote.download(file)),
    exportModel: (format) => answer(() => remote.exportModel(format)),
    reviewRun: () => answer(() => remote.reviewRun()),
    fileSizes: () => answer(() => remote.fileSizes()),
    cancelFile: (name) => answer(() => remote.cancelFile(name)),
    openModel: (files) => answer(() => remote.openModel(files)),
    predict: (files, use) => answer(() => remote.predict(files, use)),
    openKeptRun: (id) => answer(() => remote.openKeptRun(id)),
    removeKeptRun: (id) => answer(() => remote.removeKeptRun(id)),
    conformance: (goldenJson) => answer(() => remote.conformance(goldenJson)),
  };
}
