/** Everything that the page keeps: the draft configuration, what is selected, what the worker told. */
import type {
  ConfigCheck,
  DatasetSummary,
  Device,
  Hello,
  KeptRunEntry,
  NamedFile,
  OpenedModel,
  PredictionTable,
} from "../../protocol";
import type { FieldError } from "../../train/config";
import type { Draft } from "./draft";
import { closedInspector, type Inspector } from "./inspector";
import type { RateTest } from "./rateTest";
import type { Run } from "./reduce";
import type { ConfusionCell, Review } from "./review";

export const places = ["data", "train", "results", "use"] as const;
export type Place = (typeof places)[number];

/** Where a data set comes from. */
export type DatasetSource =
  | { kind: "files"; name: string; files: readonly NamedFile[] }
  | { kind: "zip"; name: string; file: File }
  | { kind: "sample"; name: string; sample: string };

/** What went wrong, what was kept, what to do. */
export interface Problem {
  title: string;
  message: string;
  /** The person asked for it: a cancelled import for example. */
  isExpected?: boolean;
}

export interface Importing {
  name: string;
  /** null before the first progress event. */
  progress: { done: number; total: number; phase: "reading" | "decoding" } | null;
  isCancelled: boolean;
}

export interface Opened {
  /** Of the file, or of an earlier run. */
  name: string;
  model: OpenedModel;
  /** What the worker last said has to be imported before the run can go on; null when nothing. */
  needsData: string | null;
}

export interface Predictions {
  /** A new one for every round, so that filters start afresh. */
  id: string;
  files: ReadonlyMap<string, Blob>;
  table: PredictionTable;
}

export interface WeightsRequest {
  name: string;
  /** Bytes; null where nothing is being fetched, `total` 0 while it is unknown. */
  progress: { done: number; total: number } | null;
}

export interface WeightsProblem extends Problem {
  /** A line for each tensor that is not as it should be. */
  differences: readonly string[];
}

export interface AppState {
  place: Place;

  /** null until the engine has started. */
  hello: Hello | null;
  device: Device | null;
  isDeviceChanging: boolean;
  /** Why the worker answers no more; null while it does. */
  death: string | null;

  importing: Importing | null;
  importProblem: Problem | null;
  dataset: DatasetSummary | null;

  /** null until the presets are known. */
  draft: Draft | null;
  /** Of the newest draft that was checked. */
  check: ConfigCheck | null;
  /** Groups of the form that are open. */
  openGroups: readonly string[];
  /** A configuration file that was refused. */
  refusedConfig: { fileName: string; errors: readonly FieldError[] } | null;
  /** A start that was refused for no single field. */
  startProblem: Problem | null;
  /** Starting weights that are being read or fetched. */
  weightsRequest: WeightsRequest | null;
  /** Why weights were not taken. */
  weightsProblem: WeightsProblem | null;
  /** A call that starts a run is on its way. */
  isStarting: boolean;
  /** Kernels that are compiled before the run begins or goes on; null while there are none to compile. */
  compiling: { done: number; total: number } | null;

  /** Of the range test: what was typed, by option; defaults stand for the rest. */
  rateTestOptions: Draft;
  rateTest: RateTest | null;
  inspector: Inspector;

  run: Run | null;
  /** The learning rates that the run's own configuration plans; null where they follow a metric. */
  plannedRates: ConfigCheck["rates"] | null;
  /** Classes whose F1 is drawn. */
  shownClasses: readonly string[];

  /** Earlier runs in the browser's storage, newest first. */
  keptRuns: readonly KeptRunEntry[];
  /** Of them, the one that is being opened or deleted. */
  busyKeptRun: string | null;
  /** Why a run's newest state is not in the browser's storage; null where it is. */
  keeping: { runId: string; problem: string | null } | null;

  review: Review | null;
  /** Whose images are shown of it; null shows all mistakes. */
  reviewedCell: ConfusionCell | null;
  /** Why it could not be made, or what was marked not be done. */
  reviewProblem: Problem | null;
  /** What is to be done with images that were looked at, by path: a class to move to, or null to leave out. */
  marks: ReadonlyMap<string, string | null>;

  /** Files that are being made, by name: the share that is done. */
  making: Readonly<Record<string, number>>;
  /** About how many bytes the run's files have, by name. */
  fileSizes: Readonly<Record<string, number>>;

  opened: Opened | null;
  openProblem: Problem | null;
  use: "best" | "last";
  predictions: Predictions | null;
  /** How many files of how many; null while nothing is being predicted. */
  predicting: { done: number; total: number } | null;
  predictProblem: Problem | null;
}

export const initialState: AppState = {
  place: "data",
  hello: null,
  device: null,
  isDeviceChanging: false,
  death: null,
  importing: null,
  importProblem: null,
  dataset: null,
  draft: null,
  check: null,
  openGroups: [],
  refusedConfig: null,
  startProblem: null,
  weightsRequest: null,
  weightsProblem: null,
  isStarting: false,
  compiling: null,
  rateTestOptions: {},
  rateTest: null,
  inspector: closedInspector,
  run: null,
  plannedRates: null,
  shownClasses: [],
  keptRuns: [],
  busyKeptRun: null,
  keeping: null,
  review: null,
  reviewedCell: null,
  reviewProblem: null,
  marks: new Map(),
  making: {},
  fileSizes: {},
  opened: null,
  openProblem: null,
  use: "best",
  predictions: null,
  predicting: null,
  predictProblem: null,
};
