/** A pool's geometry as its kernels take it. */
import type { PoolGeometry } from "../../plan/program";

export function windowOf(geometry: PoolGeometry) {
  const { inHeight, inWidth, outHeight, outWidth, channels, kernelPx, stridePx, paddingPx } =
    geometry;
  return { inHeight, inWidth, outHeight, outWidth, channels, kernelPx, stridePx, paddingPx };
}
