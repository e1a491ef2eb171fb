/** The options of a part, in the order in which the part names them. */
import type { PartDescription } from "../../lib/part";
import { OptionField } from "./OptionField";

interface Props {
  path: string;
  part: PartDescription;
  omit?: readonly string[] | undefined;
}

export function PartOptions({ path, part, omit = [] }: Props) {
  return Object.entries(part.options)
    .filter(([key, option]) => !option.isHidden && !omit.includes(key))
    .map(([key, option]) => <OptionField key={key} path={`${path}.${key}`} option={option} />);
}
