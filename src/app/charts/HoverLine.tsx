/** Inside a chart: the line at the hovered epoch, which is the same in all charts of a run. */
import { usePlotArea, useXAxisScale } from "recharts";
import { useHoveredEpoch } from "./hover";

export function HoverLine() {
  const epoch = useHoveredEpoch();
  const scale = useXAxisScale();
  const area = usePlotArea();
  const x = epoch === null ? undefined : scale?.(epoch);
  if (x === undefined || !area) return null;
  return <line x1={x} x2={x} y1={area.y} y2={area.y + area.height} stroke="var(--chart-hover)" />;
}
