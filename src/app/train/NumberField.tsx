/** A number as typed: 1e-3 and 0.001 are both fine, and arrows step where a step makes sense. */
import { TextInput } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import type { ControlProps } from "../ui/Field";

interface Props {
  control: ControlProps;
  value: unknown;
  /** Gets NaN for what is no number, and null for an empty optional one: checking is not done here. */
  onChange: (value: number | null) => void;
  isOptional: boolean;
  step: number | undefined;
  min: number | undefined;
  max: number | undefined;
  unit: string | undefined;
}

export function NumberField({ control, value, onChange, isOptional, step, min, max, unit }: Props) {
  const [typed, setTyped] = useState("");
  const parse = (text: string) => {
    if (text.trim() === "") return isOptional ? null : NaN;
    return Number(text.trim().replace(",", "."));
  };
  // The text is the person's for as long as it means the value; a preset or a file replaces it.
  const text = Object.is(parse(typed), value) ? typed : formatValue(value);
  const change = (next: string) => {
    setTyped(next);
    onChange(parse(next));
  };
  const stepBy = (event: KeyboardEvent) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction || step === undefined) return;
    event.preventDefault();
    const from = parse(text) ?? min ?? 0;
    if (Number.isNaN(from)) return;
    // Rounded to the step's own digits, so that 0.1 + 0.2 stays 0.3.
    const next = Number((from + direction * step).toPrecision(12));
    change(String(Math.min(Math.max(next, min ?? -Infinity), max ?? Infinity)));
  };
  return (
    <TextInput
      {...control}
      size="sm"
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      placeholder={isOptional ? "none" : undefined}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={stepBy}
      rightSection={unit && <span data-unit>{unit}</span>}
      rightSectionWidth={unit ? unit.length * 8 + 16 : undefined}
      rightSectionPointerEvents="none"
    />
  );
}

function formatValue(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
