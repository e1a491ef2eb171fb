/** jax-js. */
import * as Comlink from "comlink";
import { jaxStepper } from "../contenders/jax";
import { served } from "../contenders/serve";

Comlink.expose(served((setup, job) => jaxStepper(setup === "webgpu" ? setup : "wasm", job)));
