/** Four float32 lanes at a time. Loads may read past the end of a row: only what is stored counts. */

/** a · b + sum; one rounding where the build has relaxed SIMD, two otherwise. */
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** Stores the first `count` lanes; all of them from 4 on, none below 1. */
export function storeLanes(to: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, value);
    return;
  }
  if (count > 0) v128.store_lane<f32>(to, value, 0);
  if (count > 1) v128.store_lane<f32>(to, value, 1, 4);
  if (count > 2) v128.store_lane<f32>(to, value, 2, 8);
}

/** min(max(value, low), high); a NaN stays a NaN. */
export function clamp(value: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, low), high);
}

/** `gradient` where the activation's output lies strictly between its limits, and 0 elsewhere. */
export function passing(gradient: v128, output: v128, low: v128, high: v128): v128 {
  return v128.and(gradient, v128.and(f32x4.gt(output, low), f32x4.lt(output, high)));
}

/** Bytes of so many floats. */
export function bytes(floats: i32): usize {
  return (<usize>floats) << 2;
}
