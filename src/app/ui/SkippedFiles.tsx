/** Files that were left out: each with its path and the reason. Long lists are drawn where they are seen. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { SkippedFile } from "../../data/dataset";
import { formatCounted } from "../format";
import { Panel } from "./Panel";
import classes from "./SkippedFiles.module.css";

const ROW_HEIGHT_PX = 48;
const MAX_VISIBLE_ROWS = 6;

export function SkippedFiles({ files }: { files: readonly SkippedFile[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: files.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 8,
  });
  if (files.length === 0) return null;
  return (
    <Panel title="Skipped files" note={formatCounted(files.length, "file")} isFlush>
      <div
        ref={scroller}
        className={classes.scroller}
        style={{ height: Math.min(files.length, MAX_VISIBLE_ROWS) * ROW_HEIGHT_PX }}
        tabIndex={0}
        role="region"
        aria-label="Skipped files, scrollable"
      >
        <ul className={classes.list} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <li
              key={index}
              className={classes.row}
              style={{ height: ROW_HEIGHT_PX, transform: `translateY(${start}px)` }}
            >
              <span className={classes.path} title={files[index]!.path}>
                {files[index]!.path}
              </span>
              <span className={classes.reason} title={files[index]!.reason}>
                {files[index]!.reason}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
