/** For tests: a JSON value with something hostile in it. */
import fc from "fast-check";

/** What a parser may not expect in the place of anything. */
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    0.5,
    1e308,
    2 ** 53,
    "",
    "__proto__",
    "../x",
    [],
    {},
    [[]],
    JSON.parse('{"__proto__": {"polluted": 1}}'),
    JSON.parse('{"constructor": {"prototype": {"polluted": 1}}}'),
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

interface Attack {
  /** Which of the containers, in the order in which they are met, and which of its entries. */
  place: number;
  entry: number;
  kind: "replace" | "delete" | "add";
  key: string;
  value: unknown;
}

const attack: fc.Arbitrary<Attack> = fc.record({
  place: fc.nat(10_000),
  entry: fc.nat(10_000),
  kind: fc.constantFrom("replace", "delete", "add"),
  key: fc.constantFrom("__proto__", "constructor", "toString", "length", "name", ""),
  value: hostile,
});

/** The text of `json` after one to four attacks. */
export const attacked = (json: string): fc.Arbitrary<string> =>
  fc.array(attack, { minLength: 1, maxLength: 4 }).map((attacks) => {
    const root: unknown = JSON.parse(json);
    for (const it of attacks) {
      const containers = containersOf(root);
      const container = containers[it.place % containers.length];
      if (container) strike(container, it);
    }
    return JSON.stringify(root);
  });

function containersOf(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(containersOf)];
}

function strike(container: object, { entry, kind, key, value: shared }: Attack): void {
  // A value of its own, which later attacks may change.
  const value: unknown = JSON.parse(JSON.stringify(shared));
  if (kind === "add" && Array.isArray(container)) {
    container.push(value);
    return;
  }
  const keys = Object.keys(container);
  const chosen = kind === "add" ? key : keys[entry % Math.max(1, keys.length)];
  if (chosen === undefined) return;
  if (kind === "delete") Reflect.deleteProperty(container, chosen);
  // As JSON.parse makes properties: `__proto__` is one like any other.
  else Reflect.defineProperty(container, chosen, { value, ...ordinary });
}

const ordinary = { enumerable: true, configurable: true, writable: true };
