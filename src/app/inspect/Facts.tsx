/** A few figures in a line, each with its name below. */
import classes from "./detail.module.css";

export function Facts({
  label,
  facts,
}: {
  label: string;
  facts: Readonly<Record<string, string>>;
}) {
  return (
    <dl className={classes.facts} aria-label={label}>
      {Object.entries(facts).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
