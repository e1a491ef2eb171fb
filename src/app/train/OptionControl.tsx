/** What an option's value is typed or chosen with. It checks nothing. */
import { Select, Switch, TextInput } from "@mantine/core";
import type { Option } from "../../lib/part";
import type { ControlProps } from "../ui/Field";
import { IntegersField } from "./IntegersField";
import { NumberField } from "./NumberField";
import { WeightsField } from "./WeightsField";

interface Props {
  option: Option;
  control: ControlProps;
  value: unknown;
  onChange: (value: unknown) => void;
}

export function OptionControl({ option, control, value, onChange }: Props) {
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
    case "text":
      return (
        <TextInput
          {...control}
          size="sm"
          autoComplete="off"
          spellCheck={false}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "integers":
      return <IntegersField control={control} value={value} onChange={onChange} />;
    case "weights":
      return <WeightsField control={control} />;
    default:
      return option satisfies never;
  }
}
