/** What a section of a golden file is made of: checks that throw where the product differs. */
import { z } from "zod";

export interface Check {
  id: string;
  run: () => void | Promise<void>;
}

/** Turns what stands under a section's key into checks, one for everything that can fail by itself. */
export type Section = (content: unknown) => Check[];

/** A section that is a list of cases with ids, each of them one check. */
export function casesSection<Case extends { id: string }>(
  schema: z.ZodType<Case>,
  run: (golden: Case) => void | Promise<void>,
): Section {
  return (content) =>
    z
      .array(z.looseObject({ id: z.string() }))
      .parse(content)
      .map((golden) => ({
        id: golden.id,
        run: () => run(schema.parse(golden)),
      }));
}

export class NotSupported extends Error {
  constructor(what: string) {
    super(`not supported yet: ${what}`);
  }
}

/** A check that fails until the product has `what`. */
export const unsupported = (id: string, what: string): Check => ({
  id,
  run: () => {
    throw new NotSupported(what);
  },
});

/** The entry named `name`, or a failure that says what kind of thing there is none of. */
export function lookUp<Value>(
  table: Readonly<Record<string, Value>>,
  name: string,
  kind: string,
): Value {
  const value = Object.hasOwn(table, name) ? table[name] : undefined;
  if (value === undefined) throw new NotSupported(`${kind} "${name}"`);
  return value;
}
