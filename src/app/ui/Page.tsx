/** The width and the rhythm that the places share. */
import type { ReactNode } from "react";
import classes from "./Page.module.css";

interface Props {
  /** Two columns of charts and controls may be wider than text. */
  isWide?: boolean;
  children: ReactNode;
}

export function Page({ isWide = false, children }: Props) {
  return (
    <div className={classes.page} data-wide={isWide || undefined}>
      {children}
    </div>
  );
}
