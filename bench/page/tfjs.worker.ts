/** Stock TensorFlow.js. */
import * as Comlink from "comlink";
import { served } from "../contenders/serve";
import { startTfjs } from "../contenders/tfjs/start";
import { tfjsSetups, tfjsStepper } from "../contenders/tfjs/stepper";

Comlink.expose(
  served(async (name, job) => {
    const setup = tfjsSetups.find((it) => it === name)!;
    await startTfjs(setup);
    return tfjsStepper(setup, job);
  }),
);
