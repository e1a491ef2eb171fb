/** A setting of the draft, drawn from its description. */
import type { Option } from "../../lib/part";
import { useApp, useAppState } from "../state/app";
import { differsFromDefault, readDraft } from "../state/draft";
import { editDraft } from "../state/editDraft";
import { Field } from "../ui/Field";
import { OptionControl } from "./OptionControl";
import { optionWords } from "./optionWords";
import { useFieldError } from "./useFieldError";

interface Props {
  /** Dotted, for example `training.batchSize`. */
  path: string;
  option: Option;
}

export function OptionField({ path, option }: Props) {
  const app = useApp();
  const value = useAppState(({ draft }) => draft && readDraft(draft, path));
  const error = useFieldError(path);
  const change = (next: unknown) => editDraft(app, path, next);
  const reset = differsFromDefault(option, value)
    ? { words: optionWords(option, option.default), onReset: () => change(option.default) }
    : undefined;
  return (
    <Field
      label={option.label}
      help={option.help}
      error={error}
      reset={reset}
      layout={["choice", "text", "weights"].includes(option.kind) ? "below" : "beside"}
    >
      {(control) => (
        <OptionControl option={option} control={control} value={value} onChange={change} />
      )}
    </Field>
  );
}
