/** The built-in samples, which need no images of one's own and no network. */
import { Button } from "@mantine/core";
import { useAppState } from "../state/app";
import classes from "./Samples.module.css";
import { useImportSources } from "./useImportSources";

export function Samples() {
  const samples = useAppState((state) => state.hello?.samples);
  const isBlocked = useAppState((state) => state.importing !== null || state.death !== null);
  const hasData = useAppState((state) => state.dataset !== null);
  const { fromSample } = useImportSources();
  return (
    <section className={classes.samples} aria-label="Samples">
      {samples?.map((sample, index) => (
        <div key={sample.name} className={classes.sample}>
          <div className={classes.words}>
            <h3>{sample.label}</h3>
            <p>{sample.help}</p>
          </div>
          <Button
            variant={index === 0 && !hasData ? "filled" : "default"}
            disabled={isBlocked}
            onClick={() => fromSample(sample)}
            aria-label={index === 0 ? undefined : `Try it: ${sample.label}`}
          >
            {index === 0 ? "Try the sample" : "Try it"}
          </Button>
        </div>
      ))}
    </section>
  );
}
