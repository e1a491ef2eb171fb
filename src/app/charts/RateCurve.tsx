/** A learning rate over epochs, alone. */
import { Line, LineChart, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { formatRate } from "../format";
import { epochTicks } from "./epochTicks";
import { niceAxis } from "./niceAxis";
import { thinned } from "./thinned";

const MAX_POINTS = 500;

interface Props {
  rates: readonly { epoch: number; learningRate: number }[];
  epochs: number;
}

export function RateCurve({ rates, epochs }: Props) {
  return (
    <ResponsiveContainer width="100%" height={140}>
      <LineChart
        data={thinned(rates, MAX_POINTS)}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <XAxis
          dataKey="epoch"
          type="number"
          domain={[0, epochs]}
          ticks={epochTicks(epochs)}
          tick={{ fontSize: 12, fill: "var(--chart-text)" }}
          stroke="var(--chart-grid)"
          height={24}
        />
        <YAxis
          width={48}
          {...niceAxis([0, ...rates.map(({ learningRate }) => learningRate)], 3)}
          interval={0}
          tickFormatter={formatRate}
          tick={{ fontSize: 12, fill: "var(--chart-text)" }}
          stroke="var(--chart-grid)"
        />
        <Line
          dataKey="learningRate"
          stroke="var(--chart-validation)"
          strokeWidth={2}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}
