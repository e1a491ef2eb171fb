/** A control with its label, help, default and error, laid out alike everywhere. */
import { useId, type ReactNode } from "react";
import classes from "./Field.module.css";

export interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  error: boolean;
}

interface Props {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  /** Where the value is another than the default: words for the default, and the way back. */
  reset?: { words: string; onReset: () => void } | undefined;
  /** Short controls stand beside their words, long ones below. */
  layout: "beside" | "below";
  children: (control: ControlProps) => ReactNode;
}

export function Field({ label, help, error, reset, layout, children }: Props) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={classes.field} data-layout={layout}>
      <div className={classes.words}>
        <div className={classes.line}>
          <label htmlFor={id}>{label}</label>
          {reset && (
            <button
              type="button"
              className={classes.reset}
              onClick={reset.onReset}
              aria-label={`Reset ${label} to its default, ${reset.words}`}
            >
              default {reset.words}
            </button>
          )}
        </div>
        {help && (
          <p id={`${id}-help`} className={classes.help}>
            {help}
          </p>
        )}
      </div>
      <div className={classes.control}>
        {children({
          id,
          "aria-describedby": described || undefined,
          error: error !== undefined,
        })}
      </div>
      {error && (
        <p id={`${id}-error`} className={classes.error}>
          {error}
        </p>
      )}
    </div>
  );
}
