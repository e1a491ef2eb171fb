/** From which rate to which the test goes, and how: folded away, since the defaults suit most. */
import type { Options } from "../../lib/part";
import { useApp, useAppState } from "../state/app";
import { Field } from "../ui/Field";
import { OptionControl } from "./OptionControl";
import { optionWords } from "./optionWords";
import classes from "./RateFinder.module.css";

export function RateFinderOptions({ options }: { options: Options }) {
  const { store } = useApp();
  const typed = useAppState((state) => state.rateTestOptions);
  const errors = useAppState((state) => state.rateTest?.errors);
  const valueOf = (key: string) => (key in typed ? typed[key] : options[key]?.default);
  const wordsOf = (key: string) => (options[key] ? optionWords(options[key], valueOf(key)) : "");
  return (
    <details className={classes.range} open={errors && errors.length > 0 ? true : undefined}>
      <summary>
        {wordsOf("steps")} steps from {wordsOf("from")} to {wordsOf("to")}
      </summary>
      <div className={classes.fields}>
        {Object.entries(options).map(([key, option]) => (
          <Field
            key={key}
            label={option.label}
            help={option.help}
            error={errors?.find(({ path }) => path === key)?.message}
            layout={option.kind === "choice" ? "below" : "beside"}
          >
            {(control) => (
              <OptionControl
                option={option}
                control={control}
                value={valueOf(key)}
                onChange={(value) =>
                  store.setState({ rateTestOptions: { ...typed, [key]: value } })
                }
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}
