/** Inside a chart: tells the legends which epoch is pointed at, by mouse or by arrow keys. */
import { useEffect } from "react";
import { useActiveTooltipLabel } from "recharts";
import { useHoverStore } from "./hover";

export function HoverReporter() {
  const label = useActiveTooltipLabel();
  const hover = useHoverStore();
  useEffect(() => {
    hover.setState({ epoch: typeof label === "number" ? label : null });
  }, [hover, label]);
  return null;
}
