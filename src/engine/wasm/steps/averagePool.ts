/** Average pooling, and its gradient. */
import type { Lower } from "./step";
import { windowOf } from "./window";

export const averagePool: Lower<"averagePool"> = ({ x, y, geometry }, at) =>
  at.emit("averagePool", at.batchSize * geometry.outHeight, {
    x: at.tensor(x),
    y: at.tensor(y),
    ...windowOf(geometry),
  });

export const averagePoolGradient: Lower<"averagePoolGradient"> = (step, at) => {
  const { dy, dx, geometry, accumulate } = step;
  at.emit("averagePoolGradient", at.batchSize * geometry.inHeight, {
    dy: at.tensor(dy),
    dx: at.tensor(dx),
    isAdded: Number(accumulate),
    ...windowOf(geometry),
  });
};
