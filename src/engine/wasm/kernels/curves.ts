/** Transcendental functions of four numbers, to a few units in the last place of float32. */
import { clamp } from "./vector";

/**
 * eˣ as 2ⁿ · eʳ with |r| ≤ ln 2 / 2 and a polynomial for eʳ, as in Cephes' `expf`
 * (https://www.netlib.org/cephes). Below −87.3 the smallest normal number, above 88 about e⁸⁸; a NaN
 * stays a NaN.
 */
export function exponential(value: v128): v128 {
  const x = clamp(value, f32x4.splat(-87.33654), f32x4.splat(88));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  // ln 2 in two parts, of which the first has few digits: n times it is exact.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let sum = f32x4.splat(1.98756915e-4);
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.3981999507e-3));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(8.3334519073e-3));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(4.1665795894e-2));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.6666665459e-1));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(5.0000001201e-1));
  sum = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), sum), r), f32x4.splat(1));
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(sum, exponent);
}

/** erf(x) as a rational function of x, as in Eigen; its largest error is 3.4e-7. https://eigen.tuxfamily.org */
export function errorFunction(value: v128): v128 {
  // Beyond, erf is 1 in float32.
  const x = clamp(value, f32x4.splat(-3.832506856900711), f32x4.splat(3.832506856900711));
  const square = f32x4.mul(x, x);
  let top = f32x4.splat(0.00022905065861350646);
  top = f32x4.add(f32x4.mul(top, square), f32x4.splat(0.0034082910107109506));
  top = f32x4.add(f32x4.mul(top, square), f32x4.splat(0.050955695062380861));
  top = f32x4.add(f32x4.mul(top, square), f32x4.splat(0.18520832239976145));
  top = f32x4.add(f32x4.mul(top, square), f32x4.splat(1.128379143519084));
  let bottom = f32x4.splat(-1.1791602954361697e-7);
  bottom = f32x4.add(f32x4.mul(bottom, square), f32x4.splat(0.000023547966471313185));
  bottom = f32x4.add(f32x4.mul(bottom, square), f32x4.splat(0.0010179625278914885));
  bottom = f32x4.add(f32x4.mul(bottom, square), f32x4.splat(0.014070470171167667));
  bottom = f32x4.add(f32x4.mul(bottom, square), f32x4.splat(0.11098505178285362));
  bottom = f32x4.add(f32x4.mul(bottom, square), f32x4.splat(0.49746925110067538));
  bottom = f32x4.add(f32x4.mul(bottom, square), f32x4.splat(1));
  return f32x4.div(f32x4.mul(x, top), bottom);
}
