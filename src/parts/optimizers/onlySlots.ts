/** Leaves out the slots that a variant of an optimizer doesn't have. */
export function onlySlots<V, Slot extends string>(
  names: readonly Slot[],
  values: Record<Slot, V>,
): Record<Slot, V> {
  return Object.fromEntries(names.map((name) => [name, values[name]])) as Record<Slot, V>;
}
