/** Our engines, in a worker of their own: nothing else may have changed TensorFlow.js's registry. */
import * as Comlink from "comlink";
import { tiers } from "../../src/engine/tier";
import { homeroomStepper } from "../contenders/homeroom";
import { served } from "../contenders/serve";

Comlink.expose(
  served((setup, job) =>
    homeroomStepper(
      tiers.find((tier) => tier === setup)!,
      job,
    ),
  ),
);
