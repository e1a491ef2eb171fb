/** Activations whose gradient needs their input. */
import type { CurveKind } from "../../../nn/ops/plain";
import { CHUNK, unitsOf, type Lower } from "./step";

/** As in `kernels/activation.ts`. */
const kinds: Record<CurveKind, number> = {
  sigmoid: 0,
  hardSigmoid: 1,
  silu: 2,
  hardSwish: 3,
  gelu: 4,
};

export const activation: Lower<"activation"> = ({ x, y, kind, size }, at) =>
  at.emit("activation", unitsOf(size, CHUNK), {
    x: at.tensor(x),
    y: at.tensor(y),
    size,
    chunk: CHUNK,
    kind: kinds[kind],
  });

export const activationGradient: Lower<"activationGradient"> = (step, at) =>
  at.emit("activationGradient", unitsOf(step.size, CHUNK), {
    x: at.tensor(step.x),
    dy: at.tensor(step.dy),
    dx: at.tensor(step.dx),
    isAdded: Number(step.accumulate),
    size: step.size,
    chunk: CHUNK,
    kind: kinds[step.kind],
  });
