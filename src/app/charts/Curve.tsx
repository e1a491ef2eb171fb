/** A line of a chart as all of them are: no animation, no dots, no gaps where other lines have rows. */
import type { ComponentProps } from "react";
import { Line } from "recharts";

export function Curve(props: ComponentProps<typeof Line>) {
  return (
    <Line
      dot={false}
      activeDot={{ r: 4, strokeWidth: 0 }}
      connectNulls
      isAnimationActive={false}
      strokeWidth={2}
      {...props}
    />
  );
}
