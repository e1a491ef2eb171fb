/** Keras's layers with several inputs as ours. */
import { keepDimensions, selfGated } from "./gates";
import type { Translate } from "./translation";

export const add: Translate = (node, to) => {
  const [first, ...others] = node.inputs.map((_, place) => to.source(node, place));
  others.forEach((other, i) => {
    const name = i === others.length - 1 ? node.name : `${node.name}.${i}`;
    to.emit(node, { op: "add", name, inputs: [i === 0 ? first! : to.outputOf(node.name), other] });
  });
};

/** Of an image's channels by a gate for each, or of numbers by gates of their own. */
export const multiply: Translate = (node, to) => {
  if (node.inputs.length !== 2)
    throw new Error(`Layer "${node.name}" multiplies ${node.inputs.length} inputs instead of two.`);
  const [one, other] = [to.source(node), to.source(node, 1)];
  const orders = [
    [one, other],
    [other, one],
  ] as const;
  for (const [value, gate] of orders) {
    const kind = selfGated(to, value, gate);
    if (!kind) continue;
    to.emit(node, { op: "activation", kind, name: node.name, inputs: [value] });
    return;
  }
  const isPixel = (name: string) => to.shapeOf(name).slice(0, 2).join() === "1,1";
  const isRow = (name: string) => to.shapeOf(name).length === 1;
  const inputs = orders.find(
    ([value, gate]) =>
      !isRow(value) && (isPixel(gate) || (isRow(gate) && keepDimensions(to, gate))),
  );
  if (!inputs) throw new Error(`Layer "${node.name}" multiplies more than channels by gates.`);
  to.emit(node, { op: "scale", name: node.name, inputs });
};
