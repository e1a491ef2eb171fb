/** The models that engines are held to have every layer op and activation, so that a new one is tested. */
import { expect, test } from "vitest";
import { layerOps } from "../nn/ops";
import { mobileModel } from "./layerOpModels";
import { opModels } from "./opModels";
import { everyOpModel } from "./testModel";
import { activations } from "./tfjs/ops/activations";

const few = [everyOpModel(), mobileModel()].flatMap(({ layers }) => layers);
const all = [...few, ...Object.values(opModels()).flatMap(({ layers }) => layers)];

test("finite differences see every layer op", () => {
  expect([...new Set(few.map(({ op }) => op))].sort()).toEqual(Object.keys(layerOps).sort());
});

test("plans are compared with the reference on every activation", () => {
  const kinds = all.flatMap((layer) => (layer.op === "activation" ? [layer.kind] : []));
  expect([...new Set(kinds)].sort()).toEqual(Object.keys(activations).sort());
});
