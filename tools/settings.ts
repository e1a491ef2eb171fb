/** `--set path=value`: single settings over a configuration. */

export interface Setting {
  /** For example `["data", "augmentations", "0", "name"]`. */
  path: readonly string[];
  value: unknown;
}

/** Reads `training.epochs=3`. The value is JSON, or a string where it is none; null without a path. */
export function parseSetting(text: string): Setting | null {
  const [, path, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (path === undefined || value === undefined) return null;
  try {
    return { path: path.split("."), value: JSON.parse(value) };
  } catch {
    return { path: path.split("."), value };
  }
}

/**
 * A copy of `config` with the settings made, first those of names: another name means another part,
 * which starts with its own default options.
 */
export function applySettings(config: unknown, settings: readonly Setting[]): unknown {
  const isName = ({ path }: Setting) => path.at(-1) === "name";
  const inOrder = [...settings.filter(isName), ...settings.filter((setting) => !isName(setting))];
  return inOrder.reduce((changed, { path, value }) => withValue(changed, path, value), config);
}

function withValue(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(target)) {
    const elements: readonly unknown[] = target;
    return elements.with(Number(key), withValue(elements[Number(key)], rest, value));
  }
  const entries = new Map(typeof target === "object" && target ? Object.entries(target) : []);
  if (key === "name" && rest.length === 0 && entries.get("name") !== value) return { name: value };
  entries.set(key, withValue(entries.get(key), rest, value));
  // fromEntries defines keys, so that even `__proto__` is only a key, and refused as unknown.
  return Object.fromEntries(entries);
}
