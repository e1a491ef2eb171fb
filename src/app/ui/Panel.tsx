/** A titled, bordered part of a page. */
import type { ReactNode } from "react";
import classes from "./Panel.module.css";

interface Props {
  title: string;
  /** A word beside the title. */
  note?: ReactNode;
  /** Controls at the title's far end. */
  tools?: ReactNode;
  /** The content brings its own margins, as a table does. */
  isFlush?: boolean;
  children: ReactNode;
}

export function Panel({ title, note, tools, isFlush = false, children }: Props) {
  return (
    <section className={classes.panel} aria-label={title}>
      <header className={classes.header}>
        <h2>{title}</h2>
        {note && <span className={classes.note}>{note}</span>}
        {tools && <div className={classes.tools}>{tools}</div>}
      </header>
      <div className={isFlush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
