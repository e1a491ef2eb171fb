/** Powers of ten to name on a logarithmic axis, at most six of them. */
const MOST = 6;

export function powerTicks(lowest: number, highest: number): number[] {
  // Rounded, so that an axis from 1e-7 names 1e-7.
  const first = Math.ceil(Number(Math.log10(lowest).toFixed(9)));
  const last = Math.floor(Number(Math.log10(highest).toFixed(9)));
  const stride = Math.ceil((last - first + 1) / MOST) || 1;
  const count = Math.max(0, Math.floor((last - first) / stride) + 1);
  return Array.from({ length: count }, (_, i) => Number(`1e${first + i * stride}`));
}
