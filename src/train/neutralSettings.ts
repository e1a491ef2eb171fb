/**
 * Settings of the configuration's first version that do nothing yet. A file may name them with the
 * value that leaves them off, so that a file written for them is read here too; any other value is
 * refused, because it could not be honoured.
 */
const neutral: readonly { group: string; key: string; value: unknown }[] = [
  { group: "model", key: "weights", value: null },
];

/** The same settings without those that are off. */
export function withoutNeutral(settings: unknown): unknown {
  if (!isRecord(settings)) return settings;
  return Object.fromEntries(
    Object.entries(settings).map(([group, options]) => [
      group,
      isRecord(options)
        ? Object.fromEntries(
            Object.entries(options).filter(
              ([key, value]) =>
                !neutral.some((it) => it.group === group && it.key === key && it.value === value),
            ),
          )
        : options,
    ]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
