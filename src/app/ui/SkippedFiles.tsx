/** Files that were left out: each with its path and the reason. Long lists are drawn where they are seen. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { SkippedFile } from "../../data/dataset";
import { formatCounted } from "../format";
import { Panel } from "./Panel";
import classes from "./SkippedFiles.module.css";

/** Before it is measured. */
const ROW_HEIGHT_PX = 44;
const MAX_HEIGHT_PX = 6 * ROW_HEIGHT_PX;

export function SkippedFiles({ files }: { files: readonly SkippedFile[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: files.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 8,
  });
  if (files.length === 0) return null;
  const heightPx = rows.getTotalSize();
  return (
    <Panel title="Skipped files" note={formatCounted(files.length, "file")} isFlush>
      <div
        ref={scroller}
        className={classes.scroller}
        style={{ height: Math.min(heightPx, MAX_HEIGHT_PX) }}
        tabIndex={0}
        role="region"
        aria-label="Skipped files, scrollable"
      >
        <ul className={classes.list} style={{ height: heightPx }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <li
              key={index}
              ref={rows.measureElement}
              data-index={index}
              className={classes.row}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span>{files[index]!.path}</span>
              <span className={classes.reason}>{files[index]!.reason}</span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
