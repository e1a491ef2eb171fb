/** The learning rate over the whole run, from the function that training uses. */
import { useAppState } from "../state/app";
import { RateCurve } from "../charts/RateCurve";
import classes from "./RatePreview.module.css";

export function RatePreview() {
  const check = useAppState((state) => state.check);
  const epochs = check?.config?.training.epochs;
  return (
    <figure className={classes.figure}>
      {check && epochs ? (
        <RateCurve rates={check.rates} epochs={epochs} />
      ) : (
        <div className={classes.missing}>The curve is drawn once all settings are valid.</div>
      )}
      <figcaption className={classes.caption}>
        {check?.ratesAreMadeUp
          ? "Learning rate by epoch for a made-up metric, which improves for a third of the run and then stands still. Training follows the real one."
          : "Learning rate by epoch"}
      </figcaption>
    </figure>
  );
}
