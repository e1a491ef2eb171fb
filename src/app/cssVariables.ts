/** Lets a style set CSS variables of our own. */
import type { CSSProperties } from "react";

export type CssVariables = CSSProperties & Record<`--${string}`, string | number>;
