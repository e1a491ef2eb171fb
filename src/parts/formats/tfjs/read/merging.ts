/** Keras's layers with several inputs as ours. */
import type { Translate } from "./translation";

export const add: Translate = (node, to) => {
  const [first, ...others] = node.inputs.map((_, place) => to.source(node, place));
  others.forEach((other, i) => {
    const name = i === others.length - 1 ? node.name : `${node.name}.${i}`;
    to.emit(node, { op: "add", name, inputs: [i === 0 ? first! : to.outputOf(node.name), other] });
  });
};

/** Of an image's channels by a gate for each. */
export const multiply: Translate = (node, to) => {
  const inputs = [to.source(node), to.source(node, 1)];
  const isGate = (name: string) => to.shapeOf(name).slice(0, 2).join() === "1,1";
  if (inputs.length === 2 && isGate(inputs[0]!)) inputs.reverse();
  if (node.inputs.length !== 2 || !isGate(inputs[1]!))
    throw new Error(`Layer "${node.name}" multiplies more than channels by gates.`);
  to.emit(node, { op: "scale", name: node.name, inputs });
};
