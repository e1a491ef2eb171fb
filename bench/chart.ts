/** Step times as bars on a logarithmic axis, a group for each model. */
import { cases } from "./cases";
import { digits } from "./markdown";
import type { Row } from "./report";

const WIDTH = 900;
const LABEL_WIDTH = 300;
const BAR_HEIGHT = 18;
const GAP = 4;
const TITLE_HEIGHT = 34;
const OURS = "#1971c2";
const THEIRS = "#868e96";

type Measured = Row & { stepMs: number };

/** An SVG; of rows without a time nothing is drawn. */
export function stepChart(rows: readonly Row[]): string {
  const groups = Object.values(cases)
    .map(({ label, model, batch }) => ({
      title: `${label}, ${model.imageSizePx} px, batch ${batch}: milliseconds a step, on a logarithmic scale`,
      rows: rows
        .filter((row): row is Measured => row.stepMs !== null)
        .filter((row) => row.model === label && row.imageSizePx === model.imageSizePx)
        .filter((row) => row.batch === batch)
        .sort((a, b) => a.stepMs - b.stepMs),
    }))
    .filter((group) => group.rows.length > 0);
  const times = groups.flatMap((group) => group.rows.map(({ stepMs }) => stepMs));
  const [low, high] = [Math.min(...times) / 2, Math.max(...times)];
  const barWidth = (stepMs: number) =>
    ((WIDTH - LABEL_WIDTH - 90) * Math.log(stepMs / low)) / Math.log(high / low);
  let y = 0;
  const parts: string[] = [];
  for (const { title, rows: own } of groups) {
    parts.push(`<text x="8" y="${y + 24}" font-weight="bold">${escape(title)}</text>`);
    y += TITLE_HEIGHT;
    for (const { engine, tier, stepMs } of own) {
      const width = barWidth(stepMs);
      const fill = engine === "Homeroom" ? OURS : THEIRS;
      const baseline = y + BAR_HEIGHT - 4;
      parts.push(
        `<text x="${LABEL_WIDTH - 8}" y="${baseline}" text-anchor="end">${escape(`${engine}, ${tier}`)}</text>`,
        `<rect x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" fill="${fill}"/>`,
        `<text x="${(LABEL_WIDTH + width + 6).toFixed(1)}" y="${baseline}">${digits(stepMs)}</text>`,
      );
      y += BAR_HEIGHT + GAP;
    }
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 12}" font-family="sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
