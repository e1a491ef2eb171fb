/** An option's value in a word or two. */
import type { Option } from "../../lib/part";

export function optionWords(option: Option, value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (option.kind === "weights") return isNamed(value) ? value.name : "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.length > 0 ? value.join(", ") : "none";
  if (typeof value === "string" && option.kind === "text") return value;
  if (option.kind === "choice")
    return option.choices.find((choice) => choice.value === value)?.label ?? "none";
  if (typeof value !== "number" || Number.isNaN(value)) return "not a number";
  return "unit" in option && option.unit ? `${value} ${option.unit}` : String(value);
}

function isNamed(value: unknown): value is { name: string } {
  return (
    typeof value === "object" && value !== null && "name" in value && typeof value.name === "string"
  );
}
