/** An optimizer's formula run on symbols: a list of operations that an engine prints as its own code. */
import type { Arithmetic, Optimizer } from "../../parts/optimizers/optimizer";

/** A node's place in the list; operands come before what uses them. */
export type NodeId = number;

export type UpdateNode =
  | { kind: "constant"; value: number }
  /** By place in `UpdateGraph.coefficients`. */
  | { kind: "coefficient"; index: number }
  | { kind: "parameter" }
  | { kind: "gradient" }
  /** By place in the optimizer's slots. */
  | { kind: "slot"; index: number }
  | { kind: "unary"; op: "absolute" | "squareRoot"; x: NodeId }
  | {
      kind: "binary";
      op: "add" | "subtract" | "multiply" | "divide" | "maximum";
      a: NodeId;
      b: NodeId;
    };

export interface UpdateGraph {
  nodes: readonly UpdateNode[];
  /** In the order in which their values have to be given. */
  coefficients: readonly string[];
  parameter: NodeId;
  /** In the optimizer's order. */
  slots: readonly NodeId[];
}

export function updateGraph(optimizer: Optimizer): UpdateGraph {
  const nodes: UpdateNode[] = [];
  const ids = new Map<string, NodeId>();
  const node = (it: UpdateNode): Symbolic => {
    const key = JSON.stringify(it);
    const id = ids.get(key) ?? nodes.push(it) - 1;
    ids.set(key, id);
    return { id };
  };
  const idOf = (it: Symbolic | number) =>
    typeof it === "number" ? node({ kind: "constant", value: it }).id : it.id;
  const binary =
    (op: Extract<UpdateNode, { kind: "binary" }>["op"]) =>
    (a: Symbolic | number, b: Symbolic | number) =>
      node({ kind: "binary", op, a: idOf(a), b: idOf(b) });
  const unary = (op: Extract<UpdateNode, { kind: "unary" }>["op"]) => (x: Symbolic) =>
    node({ kind: "unary", op, x: x.id });
  const math: Arithmetic<Symbolic> = {
    add: binary("add"),
    subtract: binary("subtract"),
    multiply: binary("multiply"),
    divide: binary("divide"),
    maximum: binary("maximum"),
    absolute: unary("absolute"),
    squareRoot: unary("squareRoot"),
  };
  const coefficients = Object.keys(optimizer.coefficients({ step: 1, learningRate: 1 }));
  const named = (names: readonly string[], kind: "coefficient" | "slot") =>
    Object.fromEntries(names.map((name, index) => [name, node({ kind, index })]));
  const updated = optimizer.update(math, {
    parameter: node({ kind: "parameter" }),
    gradient: node({ kind: "gradient" }),
    slots: named(optimizer.slots, "slot"),
    coefficients: named(coefficients, "coefficient"),
  });
  return {
    nodes,
    coefficients,
    parameter: updated.parameter.id,
    slots: optimizer.slots.map((slot) => updated.slots[slot]!.id),
  };
}

interface Symbolic {
  id: NodeId;
}
