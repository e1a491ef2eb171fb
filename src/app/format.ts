/** Numbers as the page writes them: three significant digits, units, whole words. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const significant = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat("en", {
  notation: "compact",
  maximumSignificantDigits: 3,
});

/** 12,345 */
export const formatCount = (count: number) => whole.format(count);

/** 1.23M */
export const formatCompact = (count: number) => compact.format(count);

/** "1 image", "2 images" */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** 12 kB, 182 MB, 2.31 GB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${whole.format(Math.ceil(bytes / 1e3))} kB`;
  if (bytes < 1e9) return `${significant.format(bytes / 1e6)} MB`;
  return `${significant.format(bytes / 1e9)} GB`;
}

/** To two digits, and to kilobytes: more would promise what an estimate can't keep. */
export const formatExpectedBytes = (bytes: number): string =>
  `about ${formatBytes(Math.max(1000, Number(bytes.toPrecision(2))))}`;

/** Losses: 0.435, 12.3; NaN and infinity by name. */
export function formatLoss(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "−infinite";
  if (value !== 0 && Math.abs(value) < 0.0005) return exponential(value);
  if (Math.abs(value) < 10) return value.toFixed(3);
  return Math.abs(value) < 1e5 ? significant.format(value) : exponential(value);
}

/** Scores from 0 to 1: 0.862. */
export const formatScore = (value: number) => value.toFixed(3);

/** Fractions 0–1 as percent: 86.2 %. */
export function formatPercent(fraction: number, digits = 1): string {
  return `${(fraction * 100).toFixed(digits)} %`;
}

/** Learning rates: 0.001, 1e-5, 3.1e-4. */
export function formatRate(rate: number): string {
  if (rate === 0 || !Number.isFinite(rate)) return String(rate);
  const rounded = Number(rate.toPrecision(3));
  const isPlain = Math.abs(rounded) >= 0.001 && Math.abs(rounded) < 1e5;
  return isPlain ? String(rounded) : exponential(rounded);
}

/** Any measured number, to three digits: 0.123, −1.2e-5, 4560. */
export const formatFigure = (value: number) => formatRate(value).replace(/^-/, "−");

/** 2.74e12 */
function exponential(value: number): string {
  return Number(value.toPrecision(3)).toExponential().replace("e+", "e");
}

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** 28 Nov 2026, 05:23, in the person's time zone. @param ms since 1970 */
export const formatMoment = (ms: number) => moment.format(ms);

/** 45 s, 3 min 20 s, 2 h 5 min. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return total % 60 ? `${minutes} min ${total % 60} s` : `${minutes} min`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${Math.floor(minutes / 60)} h`;
}
