/** The range test's losses over the rate: each step's, thin, and their moving average. */
import { Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { formatRate } from "../format";
import type { RateTest } from "../state/rateTest";
import { Curve } from "./Curve";
import { lossWindow } from "./lossWindow";
import { niceAxis } from "./niceAxis";
import { powerTicks } from "./powerTicks";
import classes from "./RateTestChart.module.css";
import { thinned } from "./thinned";

const MAX_POINTS = 500;
const tick = { fontSize: 12, fill: "var(--chart-text)" };

export function RateTestChart({ test: { points, suggestions } }: { test: RateTest }) {
  const rates = points.map(({ learningRate }) => learningRate);
  const domain: [number, number] = [rates[0]!, rates.at(-1)!];
  return (
    <figure className={classes.figure} aria-label="Loss by learning rate">
      <ResponsiveContainer width="100%" height={160}>
        <LineChart
          data={[...thinned(points, MAX_POINTS)]}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <XAxis
            dataKey="learningRate"
            type="number"
            scale="log"
            domain={domain}
            ticks={powerTicks(...domain)}
            tickFormatter={formatRate}
            interval={0}
            tick={tick}
            stroke="var(--chart-grid)"
            height={24}
          />
          <YAxis
            width={44}
            {...niceAxis(lossWindow(points), 3)}
            allowDataOverflow
            interval={0}
            tickFormatter={formatRate}
            tick={tick}
            stroke="var(--chart-grid)"
          />
          {suggestions && (
            <>
              <Suggested rate={suggestions.steepest} stroke="var(--chart-best)" />
              <Suggested rate={suggestions.minimumOverTen} stroke="var(--chart-hover)" />
            </>
          )}
          <Line
            dataKey="loss"
            stroke="var(--chart-train)"
            strokeWidth={1}
            strokeOpacity={0.5}
            dot={false}
            isAnimationActive={false}
          />
          <Curve dataKey="smoothedLoss" stroke="var(--chart-validation)" activeDot={false} />
        </LineChart>
      </ResponsiveContainer>
      <figcaption>Loss by learning rate, each step’s and smoothed</figcaption>
    </figure>
  );
}

function Suggested({ rate, stroke }: { rate: number; stroke: string }) {
  return <ReferenceLine x={rate} stroke={stroke} strokeDasharray="3 3" ifOverflow="hidden" />;
}
