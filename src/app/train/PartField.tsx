/** A choice among parts, with the options of the chosen one below. */
import { Select, Text } from "@mantine/core";
import type { PartDescription } from "../../lib/part";
import { useApp, useAppState } from "../state/app";
import { partName, readDraft, switchedPart } from "../state/draft";
import { editDraft } from "../state/editDraft";
import { Field } from "../ui/Field";
import { PartOptions } from "./PartOptions";
import { useFieldError } from "./useFieldError";

interface Props {
  /** Of the part in the configuration, for example `loss`. */
  path: string;
  label: string;
  parts: readonly PartDescription[];
  /** Options that stand elsewhere. */
  omit?: readonly string[];
}

export function PartField({ path, label, parts, omit }: Props) {
  const app = useApp();
  const name = useAppState(({ draft }) => (draft ? partName(draft, path) : ""));
  const ownError = useFieldError(path, false);
  const nameError = useFieldError(`${path}.name`);
  const part = parts.find((one) => one.name === name);
  return (
    <>
      <Field label={label} help={part?.help} error={ownError ?? nameError} layout="below">
        {(control) => (
          <Select
            {...control}
            data={parts
              .filter((one) => !one.isHidden || one === part)
              .map(({ name: value, label: text }) => ({ value, label: text }))}
            value={part ? name : null}
            maxDropdownHeight={360}
            renderOption={({ option }) => (
              <div>
                <div>{option.label}</div>
                <Text size="xs" c="dimmed">
                  {parts.find(({ name: value }) => value === option.value)?.help}
                </Text>
              </div>
            )}
            onChange={(value) => {
              const chosen = parts.find((one) => one.name === value);
              const { draft } = app.store.getState();
              if (draft && chosen && chosen.name !== name)
                editDraft(app, path, switchedPart(readDraft(draft, path), part, chosen));
            }}
          />
        )}
      </Field>
      {part && <PartOptions path={path} part={part} omit={omit} />}
    </>
  );
}
