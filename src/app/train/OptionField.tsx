/** The control of one option, drawn from its description. */
import { Select, Switch } from "@mantine/core";
import type { Option } from "../../lib/part";
import { useApp, useAppState } from "../state/app";
import { differsFromDefault, readDraft } from "../state/draft";
import { editDraft } from "../state/editDraft";
import { Field, type ControlProps } from "../ui/Field";
import { IntegersField } from "./IntegersField";
import { NumberField } from "./NumberField";
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
      layout={option.kind === "choice" ? "below" : "beside"}
    >
      {(control) => <Control option={option} control={control} value={value} onChange={change} />}
    </Field>
  );
}

interface ControlOfProps {
  option: Option;
  control: ControlProps;
  value: unknown;
  onChange: (value: unknown) => void;
}

function Control({ option, control, value, onChange }: ControlOfProps) {
  switch (option.kind) {
    case "number":
    case "integer":
    case "optionalNumber":
    case "optionalInteger":
      return (
        <NumberField
          control={control}
          value={value}
          onChange={onChange}
          isOptional={option.kind === "optionalNumber" || option.kind === "optionalInteger"}
          step={option.step ?? (/integer/i.test(option.kind) ? 1 : undefined)}
          min={option.min}
          max={option.max}
          unit={option.unit}
        />
      );
    case "boolean":
      return (
        <Switch
          {...control}
          size="md"
          mt={8}
          styles={{ body: { justifyContent: "flex-end" } }}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <Select
          {...control}
          data={option.choices}
          value={typeof value === "string" ? value : null}
          onChange={onChange}
        />
      );
    case "integers":
      return <IntegersField control={control} value={value} onChange={onChange} />;
    default:
      return option satisfies never;
  }
}
