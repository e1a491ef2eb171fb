/** A list of whole numbers, typed with commas or spaces between them. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { ControlProps } from "../ui/Field";

interface Props {
  control: ControlProps;
  value: unknown;
  /** Holds NaN for what is no number: checking is not done here. */
  onChange: (value: readonly number[]) => void;
}

export function IntegersField({ control, value, onChange }: Props) {
  const [typed, setTyped] = useState("");
  const isTyped = JSON.stringify(parse(typed)) === JSON.stringify(value);
  const text = isTyped ? typed : Array.isArray(value) ? value.join(", ") : "";
  return (
    <TextInput
      {...control}
      size="sm"
      inputMode="text"
      autoComplete="off"
      placeholder="none"
      value={text}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(parse(event.currentTarget.value));
      }}
    />
  );
}

function parse(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
}
