/**
 * The contract between the page and the worker; types only. The page calls (each call is answered
 * once, by a value or an error) and the worker sends events. Files, blobs and buffers cross the line;
 * tensors never do. Long, because it is the whole line, and only types.
 */
import type { Device } from "./engine/device";
import type { Tier } from "./engine/tier";
import type { Config, FieldError } from "./train/config";
import type { Best, EndReason, EpochRecord, RunEvent, RunSummary } from "./train/events";
import type { StepInspection } from "./train/inspection";
import type { RatePoint, RateTestEnd } from "./train/rateTest";
import type { RateSuggestions } from "./train/suggestRates";
import type { SkippedFile, SplitName } from "./data/dataset";
import type { TransferWay } from "./train/transferWays";
import type { PartDescription, Options } from "./lib/part";
import type { CatalogueEntry } from "./parts/weights/catalogue";
import type { FormatName } from "./parts/formats/formatNames";

export interface Calls {
  /** Everything that the page needs to draw itself. Called once, first. */
  hello(): Promise<Hello>;
  /** Starts this tier, or with "auto" the best one. Refused while a run is on. */
  chooseDevice(choice: DeviceChoice): Promise<Device>;

  /** Each replaces the data set; a failed import leaves the old one. Progress comes as events. */
  importFiles(files: readonly NamedFile[], request: ImportRequest): Promise<DatasetSummary>;
  importZip(file: File, request: ImportRequest): Promise<DatasetSummary>;
  importSample(name: string, request: ImportRequest): Promise<DatasetSummary>;
  cancelImport(): Promise<void>;
  /**
   * Moves images to other classes or leaves them out, by path: a class's name, or null. Refused while a run is
   * on, and where a class would be empty. The files stay as they are.
   */
  editImages(edits: ReadonlyMap<string, string | null>): Promise<DatasetSummary>;
  /** RGBA pixels of the images, `[indices, imageSizePx, imageSizePx, 4]`. */
  readImages(indices: readonly number[]): Promise<Uint8ClampedArray<ArrayBuffer>>;

  /** Checks a configuration, fills in defaults, and says what it means for the data at hand. */
  checkConfig(config: unknown): Promise<ConfigCheck>;
  /**
   * Weights that a run of this model (the draft's) may start from: of a `.safetensors` file, or of the
   * catalogue. Where they do not fit, nothing changes. A TensorFlow.js LayersModel (`model.json` with its
   * weights, or a zip of them) brings its own model along. null where it was given up.
   */
  openWeights(files: readonly File[], model: unknown): Promise<WeightsAnswer | null>;
  /** Progress comes as events, unless the weights are kept from an earlier time. */
  fetchWeights(name: string, model: unknown): Promise<WeightsAnswer | null>;
  /** Gives up what is being opened or fetched: its call answers with null. */
  cancelWeights(): Promise<void>;
  /** Answers once the run has begun, or with the reasons why it can't. */
  startRun(config: unknown): Promise<StartAnswer>;
  /**
   * The learning-rate range test of a configuration, on a throw-away model: neither the run nor the
   * draft changes. Progress comes as events. Starting a run or another test gives it up.
   */
  testRates(config: unknown, options: unknown): Promise<RateTestAnswer>;
  /**
   * Takes one training step apart, on a copy of the model: the first of a configuration, from fresh
   * weights, or the next of the current run, which stays as it is.
   */
  inspectStep(request: InspectRequest): Promise<InspectionAnswer>;
  /** Gives up the test or inspection that is going on; it answers with what it has. */
  cancelTrial(): Promise<void>;
  pauseRun(): Promise<void>;
  resumeRun(): Promise<void>;
  stopRun(): Promise<void>;

  /** A file of the current (paused, stopped or finished, for a checkpoint running too) run. */
  download(file: DownloadName): Promise<MadeFile | null>;
  /**
   * The model in use, best weights, as a zip for another runtime: `homeroom-<format>.zip`. As a download,
   * its progress comes as events, and it answers with null where it was given up.
   */
  exportModel(format: FormatName): Promise<MadeFile | null>;
  /**
   * The best model's answers for the run's validation images, which have to be at hand. As a download, its
   * progress comes as events, under the name "review", and it answers with null where it was given up.
   */
  reviewRun(): Promise<readonly ReviewedImage[] | null>;
  /** About how many bytes each file of the run would have, by its name; empty without a run. */
  fileSizes(): Promise<Record<string, number>>;
  /** Gives up a file that is being made. */
  cancelFile(name: string): Promise<void>;
  /**
   * Opens a `checkpoint.zip` or a `.safetensors` file. A checkpoint restores its run, paused; it can
   * go on once the same images are imported. Weights alone can be used for predictions, and so can a
   * TensorFlow.js LayersModel: `model.json` with its weights, or a zip of them.
   */
  openModel(files: readonly File[]): Promise<OpenedModel>;
  predict(files: readonly NamedFile[], use: "best" | "last"): Promise<PredictionTable>;

  /**
   * Runs are kept in the browser's storage as they train, with their images; `keptRunsChanged` lists them,
   * at first after `hello`. One that is opened is restored, paused, as from a checkpoint.
   */
  openKeptRun(id: string): Promise<OpenedModel>;
  /** For good; refused while the run is open in a tab. */
  removeKeptRun(id: string): Promise<void>;

  /** Runs a golden file through the product's own parts on the current device. */
  conformance(goldenJson: string): Promise<ConformanceResult[]>;
}

/** The page's first message: where it hears events, and a Web Lock by which it knows that the worker lives. */
export interface EventLine {
  type: "events";
  port: MessagePort;
  /** The lock's name; empty where the browser has no locks. */
  lifeline: string;
}

/** "alive" once the worker holds its lock. */
export type EventLineMessage = WorkerEvent | { type: "alive" };

/** Beside the calls, the worker posts these on one port, in order. */
export type WorkerEvent =
  | { type: "importProgress"; done: number; total: number; phase: "reading" | "decoding" }
  /** Kernels of a run that is about to begin or to go on. */
  | { type: "compileProgress"; done: number; total: number }
  /** Bytes of weights that are being fetched; `total` is 0 while it is unknown. */
  | { type: "weightsProgress"; done: number; total: number }
  /** Of a file that is being made, 0–1. */
  | { type: "fileProgress"; name: string; share: number }
  | { type: "deviceChanged"; device: Device }
  /** A run or a checkpoint wanted the images at another size. */
  | { type: "datasetChanged"; dataset: DatasetSummary }
  /** But for the one that is open here. Newest first. */
  | { type: "keptRunsChanged"; runs: readonly KeptRunEntry[] }
  /** Whether the run's newest state is in the browser's storage; null where it is, else why not. */
  | { type: "runKept"; runId: string; problem: string | null }
  | { type: "rateTestProgress"; points: readonly RatePoint[]; done: number; total: number }
  | RunEvent;

export interface NamedFile {
  /** Relative, with `/`: `cats/1.png`. */
  path: string;
  file: Blob;
}

export interface ImportRequest {
  name: string;
  /** null lets the import choose by the images' own size. */
  imageSizePx: number | null;
}

export interface Hello {
  parts: {
    models: PartDescription[];
    losses: PartDescription[];
    optimizers: PartDescription[];
    schedules: PartDescription[];
    augmentations: PartDescription[];
    mixes: PartDescription[];
    metrics: { name: string; label: string; help: string }[];
    splits: PartDescription[];
    formats: { name: FormatName; label: string; help: string }[];
  };
  /** The fields outside the registries, with label, help and range, by group. */
  fields: { data: Options; training: Options; rateTest: Options };
  presets: { name: string; label: string; help: string; config: Config }[];
  /** Ways to train on pretrained weights, over whatever else is configured. */
  transferWays: readonly TransferWay[];
  samples: { name: string; label: string; help: string }[];
  /** Pretrained weights that can be fetched. */
  catalogue: readonly CatalogueEntry[];
  device: Device;
}

export type { Device };

export type DeviceChoice = "auto" | Tier;

export interface DatasetSummary {
  name: string;
  classes: readonly ClassSummary[];
  imageSizePx: number;
  imageCount: number;
  /** The largest class's training images over the smallest's. */
  imbalance: number;
  /** True where the folders name a validation split. */
  hasFolderSplit: boolean;
  skipped: readonly SkippedFile[];
  /** What the import did that deserves a word, in sentences. */
  notes: readonly string[];
}

export interface ClassSummary {
  name: string;
  /** By the folders' split; images outside one count as training. */
  counts: Record<SplitName, number>;
  /** Indices of its first images, for thumbnails. */
  examples: readonly number[];
}

export interface ConfigCheck {
  errors: readonly FieldError[];
  /** With defaults filled in; null where `errors` has any. */
  config: Config | null;
  /** The learning rate over the run, from the function that training uses. */
  rates: { epoch: number; learningRate: number }[];
  /** The schedule follows a metric: the curve is drawn for a made-up one. */
  ratesAreMadeUp: boolean;
  /** Images that are left to train with, by the draft's split or, where it has errors, the usual one; null without data. */
  trainingImageCount: number | null;
  /** What the run would cost; null without data or with errors. */
  plan: RunPlan | null;
}

export interface RunPlan {
  parameterCount: number;
  /** Floating-point operations of one image's forward pass. */
  forwardFlops: number;
  imageCounts: Record<SplitName, number>;
  stepsPerEpoch: number;
  totalSteps: number;
  effectiveBatchSize: number;
  /** null where it can't be told: on an engine without compiled steps. */
  memory: RunMemory | null;
  /** Things that are allowed but deserve a word, in sentences. */
  warnings: readonly string[];
}

export interface RunMemory {
  /** What the engine takes of the device's memory at the fullest moment. */
  peakBytes: number;
  /** What it may take. */
  limitBytes: number;
  /** False too where a single buffer is larger than the device allows. */
  fits: boolean;
  /** Smaller batches of the same effective size that fit; null where it fits, or nothing smaller does. */
  proposal: { batchSize: number; accumulationSteps: number; peakBytes: number } | null;
}

export type WeightsAnswer =
  /** The model with these weights, and with the options that they want. */
  | { ok: true; model: Config["model"] }
  /** `differences` has a line for each tensor. */
  | { ok: false; message: string; differences: readonly string[] };

export type StartAnswer =
  { ok: true; runId: string } | { ok: false; errors: readonly FieldError[] };

export type RateTestAnswer =
  | {
      ok: true;
      points: readonly RatePoint[];
      end: RateTestEnd | "cancelled";
      /** null where the curve suggests nothing. */
      suggestions: RateSuggestions | null;
    }
  | {
      ok: false;
      /** Of the configuration. */
      errors: readonly FieldError[];
      /** Of the test's own options. */
      optionErrors: readonly FieldError[];
    };

export type InspectRequest = { of: "draft"; config: unknown } | { of: "run" };

export type InspectionAnswer =
  /** null where it was given up. */
  { ok: true; inspection: StepInspection | null } | { ok: false; errors: readonly FieldError[] };

export interface MadeFile {
  name: string;
  blob: Blob;
}

export type DownloadName =
  | "best.safetensors"
  | "last.safetensors"
  /** In a run that averages the weights: those that the two above are averages of. */
  | "best-raw.safetensors"
  | "last-raw.safetensors"
  | "checkpoint.zip"
  | "config.json"
  | "history.json"
  | "history.csv"
  | "predictions.csv";

export interface OpenedModel {
  kind: "checkpoint" | "weights";
  classes: readonly string[];
  imageSizePx: number;
  modelName: string;
  config: Config | null;
  /** Of a checkpoint: the run so far. */
  run: RunSummary | null;
  epochs: readonly EpochRecord[];
  /** What has to be imported before the run can go on; null when it can go on now. */
  needsData: string | null;
  /** What had to be guessed of a foreign file, in a sentence; null where nothing had. */
  note: string | null;
}

export interface KeptRunEntry {
  id: string;
  /** Milliseconds since 1970. */
  savedAtMs: number;
  /** Without its images. */
  bytes: number;
  /** Another tab has it. */
  isOpenElsewhere: boolean;
  /** Its images are kept too, so that it can go on at once. */
  hasImages: boolean;
  /** Or why it can't be read. */
  about: KeptRunAbout | { problem: string };
}

export interface KeptRunAbout {
  dataName: string;
  imageCount: number;
  classCount: number;
  modelName: string;
  /** Epochs that are over. */
  epoch: number;
  epochs: number;
  best: Best | null;
  /** null for one that was cut off. */
  end: EndReason | null;
}

export interface ReviewedImage {
  /** In the data set. */
  index: number;
  path: string;
  /** Indices of classes. */
  label: number;
  prediction: number;
  /** What the model gives its prediction, and what the true class, 0–1. */
  probability: number;
  labelProbability: number;
}

export interface PredictionTable {
  classes: readonly string[];
  rows: readonly Prediction[];
  skipped: readonly SkippedFile[];
}

export interface Prediction {
  path: string;
  /** Index of the most probable class. */
  prediction: number;
  /** `[classes]`, softmax of the logits. */
  probabilities: readonly number[];
}

export interface ConformanceResult {
  section: string;
  id: string;
  passed: boolean;
  /** Empty where it passed. */
  message: string;
}
