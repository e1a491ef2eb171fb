/** A bundle that goes on with the run in PyTorch, on one process or on many. https://pytorch.org */
import { format, type HandedOverRun } from "../format";
import predictions from "../python/predictions.py?raw";
import preprocess from "../python/preprocess.py?raw";
import { writeWeights } from "../weights";
import augment from "./python/augment.py?raw";
import batches from "./python/batches.py?raw";
import checkpoint from "./python/checkpoint.py?raw";
import distributed from "./python/distributed.py?raw";
import draws from "./python/draws.py?raw";
import images from "./python/images.py?raw";
import losses from "./python/losses.py?raw";
import metrics from "./python/metrics.py?raw";
import model from "./python/model.py?raw";
import optimizers from "./python/optimizers.py?raw";
import predict from "./python/predict.py?raw";
import results from "./python/results.py?raw";
import runProgram from "./python/run.py?raw";
import schedules from "./python/schedules.py?raw";
import train from "./python/train.py?raw";
import readme from "./README.md?raw";

const programs = {
  "augment.py": augment,
  "batches.py": batches,
  "checkpoint.py": checkpoint,
  "distributed.py": distributed,
  "draws.py": draws,
  "images.py": images,
  "losses.py": losses,
  "metrics.py": metrics,
  "model.py": model,
  "optimizers.py": optimizers,
  "predict.py": predict,
  "predictions.py": predictions,
  "preprocess.py": preprocess,
  "results.py": results,
  "run.py": runProgram,
  "schedules.py": schedules,
  "train.py": train,
};

const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

export const pytorch = format({
  label: "PyTorch",
  help: "Goes on with this run in Python, on one machine or many: programs, state, and the split. Needs the run’s images imported.",
  use: () =>
    "`python predict.py --check` compares the examples with the app's answers. See README.md.",
  files: async (exported, run) => {
    const handed = await run();
    return {
      ...programs,
      "README.md": readme,
      "config.json": json(handed.config),
      "model.json": json({ name: exported.model.name, layers: exported.model.layers }),
      "recipe.json": json(recipeOf(handed)),
      "split.json": json(handed.split),
      "checkpoint.zip": handed.checkpoint,
      "best.safetensors": writeWeights(exported.model, exported.state, exported.metadata),
    };
  },
});

/** What the configuration means for this model and these images. */
function recipeOf({ stepsPerEpoch, classWeights, parameters, frozenLayers }: HandedOverRun) {
  return {
    stepsPerEpoch,
    classWeights,
    frozenLayers: [...frozenLayers],
    parameters: Object.fromEntries(parameters),
  };
}
