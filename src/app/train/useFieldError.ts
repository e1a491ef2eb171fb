/** What the worker's check says about a field. */
import { useAppState } from "../state/app";

/** The first message at `path`, or below it where `isDeep` (a list has one field for all its items). */
export function useFieldError(path: string, isDeep = true): string | undefined {
  return useAppState(
    ({ check }) =>
      check?.errors.find(
        (error) => error.path === path || (isDeep && error.path.startsWith(`${path}.`)),
      )?.message,
  );
}
